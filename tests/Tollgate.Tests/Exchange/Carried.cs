using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Tests.Exchange;

/// <summary>A client's request carried over into a provider's format, without a wire.</summary>
internal sealed class Carried
{
    private readonly byte[] _body;

    public Carried(ChatSurface surface, string body)
    {
        _body = Encoding.UTF8.GetBytes(body);
        using var document = JsonDocument.Parse(_body);
        surface.Read(JsonNode.Of(document, _body), Request, Notes);
    }

    public ChatRequest Request { get; } = new();

    public TranslationNotes Notes { get; } = new();

    /// <summary>What the provider is sent.</summary>
    public string To(ChatUpstream upstream, string model, bool stream = false, long maxOutput = 0)
    {
        var call = new UpstreamCall { Preset = ProviderPresets.All[0], Model = model, Stream = stream, MaxOutput = maxOutput };
        if (!upstream.TakesCustomTools)
        {
            CustomTools.ToFunctions(Request, Notes);
        }

        return Written(json => upstream.Write(Request, call, Notes, json));
    }

    /// <summary>What is written into a buffer of its own.</summary>
    public static string Written(Action<JsonOut> write)
    {
        var bytes = new BufferPool().RentSend(BufferPool.BlockSize);
        var json = new JsonOut();
        json.Begin(bytes);
        write(json);
        return Encoding.UTF8.GetString(bytes.Span);
    }

    /// <summary>Compares JSON by what it says.</summary>
    public static void ShouldSay(string actual, string expected) =>
        System.Text.Json.Nodes.JsonNode.DeepEquals(Parse(actual), Parse(expected)).ShouldBeTrue($"was\n{actual}\nexpected\n{expected}");

    private static System.Text.Json.Nodes.JsonNode? Parse(string json) => System.Text.Json.Nodes.JsonNode.Parse(json);
}
