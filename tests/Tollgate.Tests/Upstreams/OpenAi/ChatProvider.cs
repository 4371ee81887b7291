using System.Text;
using System.Text.Json.Nodes;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Upstreams.OpenAi;

namespace Tollgate.Tests.Upstreams.OpenAi;

/// <summary>A provider of OpenAI's chat format, without the network.</summary>
internal static class ChatProvider
{
    private static readonly ChatCompletionsUpstream Upstream = new();

    /// <summary>The request that it gets.</summary>
    public static JsonObject Receive(ChatRequest request, ChatQuirks? quirks = null, string model = "m", TranslationNotes? notes = null, ChatUpstream? upstream = null)
    {
        var json = new JsonOut();
        var bytes = new BufferPool().RentSend(16);
        json.Begin(bytes);
        var preset = ProviderPresets.Find("openai")! with { Chat = quirks ?? ChatQuirks.Default };
        (upstream ?? Upstream).Write(request, new UpstreamCall { Preset = preset, Model = model, Stream = request.Stream, IncludeUsage = true, MaxOutput = 4096 }, notes ?? new TranslationNotes(), json);
        var body = System.Text.Json.Nodes.JsonNode.Parse(bytes.Span)!.AsObject();
        bytes.Return();
        return body;
    }

    /// <summary>Its stream, gathered. The reader is given back, to see where it stands.</summary>
    public static (ChatAnswer Answer, bool IsWhole) Stream(params string[] events)
    {
        var collector = new AnswerCollector();
        var reader = Reader(collector);
        foreach (var data in events)
        {
            reader.ReadFrame(default, Encoding.UTF8.GetBytes(data));
        }

        return (collector.Answer, reader.Complete());
    }

    /// <summary>Its whole answer.</summary>
    public static (ChatAnswer Answer, bool IsAnswer) Whole(string body)
    {
        var collector = new AnswerCollector();
        return (collector.Answer, Reader(collector).TryReadWhole(Encoding.UTF8.GetBytes(body)));
    }

    public static UpstreamFailure Failure(int status, string body) => Upstream.ReadFailure(status, Encoding.UTF8.GetBytes(body));

    public static AnswerReader Reader(AnswerSink sink) =>
        Upstream.NewReader(sink, new UpstreamCall { Preset = ProviderPresets.Find("openai")!, Model = "m" });
}
