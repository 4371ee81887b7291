using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Routing;

namespace Tollgate.Tests.Exchange;

/// <summary>A provider's answer read into the neutral one.</summary>
internal static class Read
{
    public static UpstreamCall Call { get; } = new() { Preset = ProviderPresets.All[0], Model = "m" };

    /// <summary>A whole answer; null where it is none.</summary>
    public static ChatAnswer? Whole(ChatUpstream upstream, byte[] body)
    {
        var collector = new AnswerCollector();
        return upstream.NewReader(collector, Call).TryReadWhole(body) ? collector.Answer : null;
    }

    public static ChatAnswer? Whole(ChatUpstream upstream, string body) => Whole(upstream, Encoding.UTF8.GetBytes(body));

    /// <summary>The frames of a stream; whether it ended in good order.</summary>
    public static (ChatAnswer Answer, bool IsWhole) Frames(ChatUpstream upstream, params (string Name, string Data)[] frames)
    {
        var collector = new AnswerCollector();
        var reader = upstream.NewReader(collector, Call);
        foreach (var (name, data) in frames)
        {
            reader.ReadFrame(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));
        }

        return (collector.Answer, reader.Complete());
    }

    /// <summary>The parts of the first choice, a line each.</summary>
    public static string Told(ChatAnswer answer) => string.Join("\n", answer.Choices[0].Parts.Select(part => part switch
    {
        TextPart text => $"text {text.Text}",
        ReasoningPart reasoning => $"reasoning {reasoning.Text} state {reasoning.State?.Origin} {reasoning.State?.Data}",
        ToolCallPart call => $"call {call.Name} {Encoding.UTF8.GetString(call.Arguments.Span)}",
        MediaPart media => $"media {media.Kind} {media.MediaType} {media.Base64}",
        _ => part.GetType().Name,
    }));

    /// <summary>A JSON text as the reader of a body has it.</summary>
    public static JsonNode Json(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return JsonNode.Of(JsonDocument.Parse(bytes), bytes);
    }
}
