using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Surfaces.Anthropic;
using Tollgate.TestSupport.Grammar;
using Tollgate.Upstreams.Anthropic;

namespace Tollgate.Tests.Surfaces.Anthropic;

/// <summary>Both halves of the messages format with nothing but memory around them.</summary>
internal static class MessagesRig
{
    public static UpstreamCall CallOf(string model, bool stream = false, ProviderPreset? preset = null, long maxOutput = 0) => new()
    {
        Preset = preset ?? new ProviderPreset { Kind = "anthropic", Title = "Anthropic" },
        Model = model,
        Stream = stream,
        MaxOutput = maxOutput,
    };

    /// <summary>Reads a client's request.</summary>
    public static (ChatRequest Request, TranslationNotes Notes) Read(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var (request, notes) = (new ChatRequest(), new TranslationNotes());
        new MessagesSurface().Read(JsonNode.Of(JsonDocument.Parse(bytes), bytes), request, notes);
        return (request, notes);
    }

    /// <summary>Writes a provider's request.</summary>
    public static JsonElement Write(ChatRequest request, UpstreamCall call, TranslationNotes notes) =>
        JsonDocument.Parse(Written(json => new MessagesUpstream().Write(request, call, notes, json))).RootElement;

    public static AnswerContext NewContext(SendBuffer buffer)
    {
        var context = new AnswerContext { Model = JsonString.Of("alias"), RequestId = "r-1"u8.ToArray(), EstimatedInput = 7 };
        context.Out.Begin(buffer);
        return context;
    }

    /// <summary>What a client sees of an answer that is told to its stream.</summary>
    public static byte[] Stream(Action<AnswerSink> tell)
    {
        var buffer = new BufferPool().RentSend(1024);
        tell(new MessagesStream(NewContext(buffer)));
        return buffer.Span.ToArray();
    }

    /// <summary>What a client sees of an answer that is gathered for it.</summary>
    public static byte[] Whole(Action<AnswerSink> tell)
    {
        var collector = new AnswerCollector();
        tell(collector);
        var buffer = new BufferPool().RentSend(1024);
        new MessagesSurface().WriteWhole(collector.Answer, NewContext(buffer));
        return buffer.Span.ToArray();
    }

    /// <summary>Reads a provider's answer, frame by frame where it is a stream.</summary>
    public static void Tell(byte[] body, bool isStream, AnswerSink sink)
    {
        var reader = new MessagesUpstream().NewReader(sink, CallOf("claude-sonnet-4-5"));
        if (!isStream)
        {
            if (!reader.TryReadWhole(body))
            {
                throw new InvalidOperationException("It is no answer of this format.");
            }

            return;
        }

        foreach (var item in SseText.Read(body, lenient: true))
        {
            reader.ReadFrame(Encoding.UTF8.GetBytes(item.Name), Encoding.UTF8.GetBytes(item.Data));
        }

        reader.Complete();
    }

    private static byte[] Written(Action<JsonOut> write)
    {
        var buffer = new BufferPool().RentSend(1024);
        var json = new JsonOut();
        json.Begin(buffer);
        write(json);
        return buffer.Span.ToArray();
    }
}
