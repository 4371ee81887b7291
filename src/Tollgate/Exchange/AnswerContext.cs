namespace Tollgate.Exchange;

/// <summary>What a writer of answers needs to know besides the answer.</summary>
internal sealed class AnswerContext
{
    /// <summary>Where the answer goes. The buffer changes from piece to piece.</summary>
    public JsonOut Out { get; } = new();

    /// <summary>The model as the client named it, which is the name that it sees in the answer.</summary>
    public JsonString Model { get; set; }

    /// <summary>Our id of the request, ASCII; formats whose answers need an id make theirs from it where the provider gave none.</summary>
    public ReadOnlyMemory<byte> RequestId { get; set; }

    /// <summary>Now, in seconds since 1970.</summary>
    public long UnixSeconds { get; set; }

    /// <summary>The client asked for usage in its stream (OpenAI).</summary>
    public bool IncludeUsage { get; set; }

    /// <summary>The client takes the stream as one growing JSON array and not as events (Google's default).</summary>
    public bool AsArray { get; set; }

    /// <summary>Prompt tokens as counted here, for formats that name them before the provider has; 0 where not counted.</summary>
    public long EstimatedInput { get; set; }

    /// <summary>The request's <see cref="Chat.ChatRequest.Echo"/>.</summary>
    public ReadOnlyMemory<byte> Echo { get; set; }
}
