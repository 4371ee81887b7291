using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Gemini;

/// <summary>What answers of <c>:generateContent</c> have in common that are to be a picture or sound.</summary>
internal static class GeminiMade
{
    /// <summary>Whether it is such an answer at all, be it one without anything.</summary>
    public static bool Is(JsonNode body) =>
        body["candidates"u8].IsArray || body["promptFeedback"u8].IsObject || body["usageMetadata"u8].IsObject || body["error"u8].Exists;

    /// <summary>Notes what was used. What the answer is made of is taken for made where Google does not tell the parts of its count.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="into">Where to.</param>
    /// <param name="sounds">There is sound in it.</param>
    /// <param name="shows">There is a picture in it.</param>
    public static void ReadUsage(JsonNode body, UnaryAnswer into, bool sounds = false, bool shows = false)
    {
        var usage = default(TokenUsage);
        if (body["usageMetadata"u8] is not { IsObject: true } given || !GeminiUsage.TryRead(given.Raw.Span, ref usage))
        {
            return;
        }

        if (!given["candidatesTokensDetails"u8].IsArray)
        {
            usage.AudioOutput = sounds ? usage.Output - usage.Reasoning : 0;
            usage.ImageOutput = shows ? usage.Output - usage.Reasoning : 0;
        }

        into.Usage = usage;
    }

    /// <summary>Why there is nothing in an answer.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="what">What is missing, for people.</param>
    public static UpstreamFailure WhyNone(JsonNode body, string what)
    {
        if (body["error"u8].Exists)
        {
            return GoogleFailure.Of(body["error"u8], 0);
        }

        var feedback = body["promptFeedback"u8];
        if (feedback["blockReason"u8].Exists)
        {
            return Of(FailureKind.ContentFilter, feedback["blockReason"u8], feedback["blockReasonMessage"u8], "The prompt was blocked");
        }

        var candidate = body["candidates"u8][0];
        var reason = candidate["finishReason"u8];
        var kind = GeminiFinish.Of(reason) switch
        {
            FinishReason.ContentFilter => FailureKind.ContentFilter,
            FinishReason.Error when !reason.Is("NO_IMAGE"u8) => FailureKind.Server,

            // The model had its say and drew or spoke nothing: the same prompt would cost the same once more.
            _ => FailureKind.BadRequest,
        };
        var words = candidate["finishMessage"u8];
        return Of(kind, reason, words.Text.IsEmpty ? TextOf(candidate) : words, $"The model made no {what}");
    }

    private static JsonNode TextOf(JsonNode candidate)
    {
        foreach (var part in candidate["content"u8]["parts"u8].Each)
        {
            if (!part["text"u8].Text.IsEmpty && !part["thought"u8].IsTrue)
            {
                return part["text"u8];
            }
        }

        return default;
    }

    private static UpstreamFailure Of(FailureKind kind, JsonNode reason, JsonNode words, string what)
    {
        var code = FailureText.Of(reason.Text);
        var message = code.Length > 0 ? $"{what} ({code})" : what;
        return new UpstreamFailure
        {
            Kind = kind,
            Message = words.Text.IsEmpty ? message + "." : $"{message}: {FailureText.Of(words.Text)}",
            Code = code.Length > 0 ? code : null,
        };
    }
}
