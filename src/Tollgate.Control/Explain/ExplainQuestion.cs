using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Control.Explain;

/// <summary>A request to be thought through. What is left out has the value said here.</summary>
internal sealed record ExplainQuestion
{
    /// <summary>The model as a client would name it, 1 to 256 characters.</summary>
    [JsonRequired]
    public string Model { get; set; } = "";

    /// <summary>The endpoint as metrics name it: <c>chat</c> (default), <c>responses</c>, <c>completions</c>, <c>embeddings</c>, <c>messages</c>, <c>count_tokens</c>, <c>generate_content</c>.</summary>
    public string Surface { get; set; } = "chat";

    /// <summary>Name or id of the client's key. Default: nobody's, so that no rule of keys applies and every model is allowed.</summary>
    public string? Key { get; set; }

    /// <summary>As in <c>x-tollgate-provider</c>.</summary>
    public string? Provider { get; set; }

    /// <summary>As in <c>App-Name</c>.</summary>
    public string? App { get; set; }

    /// <summary>The client's address, for limits by address.</summary>
    public string? ClientIp { get; set; }

    /// <summary>The client asks for a stream.</summary>
    public bool Stream { get; set; }

    /// <summary>The client's bound of the answer, in tokens.</summary>
    public long? MaxTokens { get; set; }

    /// <summary>The request's body, for what depends on its content: size, tools, pictures, stickiness. Its <c>model</c> is replaced. Default: one without a prompt.</summary>
    public JsonElement? Body { get; set; }
}
