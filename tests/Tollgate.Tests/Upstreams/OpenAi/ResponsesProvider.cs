using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.TestSupport.Grammar;
using Tollgate.Upstreams.OpenAi;

namespace Tollgate.Tests.Upstreams.OpenAi;

/// <summary>A provider of the responses format, without the network.</summary>
internal static class ResponsesProvider
{
    private static readonly ResponsesUpstream Upstream = new();

    /// <summary>The request that it gets.</summary>
    public static JsonElement Receive(ChatRequest request, TranslationNotes? notes = null, string model = "gpt-4o", bool stream = false)
    {
        var json = new JsonOut();
        var bytes = new BufferPool().RentSend(16);
        json.Begin(bytes);
        var call = new UpstreamCall { Preset = ProviderPresets.Find("openai")!, Model = model, Stream = stream };
        Upstream.Write(request, call, notes ?? new TranslationNotes(), json);
        var body = JsonDocument.Parse(bytes.Memory.ToArray()).RootElement;
        bytes.Return();
        return body;
    }

    /// <summary>Its stream, told to a sink. Whether it ended.</summary>
    public static bool Stream(IEnumerable<SseEvent> frames, AnswerSink sink)
    {
        var reader = Reader(sink);
        foreach (var frame in frames)
        {
            reader.ReadFrame(Encoding.UTF8.GetBytes(frame.Name), Encoding.UTF8.GetBytes(frame.Data));
        }

        return reader.Complete();
    }

    /// <summary>Events by their data.</summary>
    public static bool Stream(AnswerSink sink, params string[] events) => Stream(events.Select(data => new SseEvent("", data)), sink);

    /// <summary>Its whole answer, told to a sink. Whether it was one.</summary>
    public static bool Whole(string body, AnswerSink sink) => Reader(sink).TryReadWhole(Encoding.UTF8.GetBytes(body));

    public static UpstreamFailure Failure(int status, string body) => Upstream.ReadFailure(status, Encoding.UTF8.GetBytes(body));

    /// <summary>What reads its answer.</summary>
    public static AnswerReader Reader(AnswerSink sink) =>
        Upstream.NewReader(sink, new UpstreamCall { Preset = ProviderPresets.Find("openai")!, Model = "gpt-4o" });
}
