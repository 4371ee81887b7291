using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Writes what stands beside a candidate's content once it is over: finish reason, sources, log probabilities.</summary>
internal static class CandidateEnd
{
    /// <summary>Writes the members.</summary>
    /// <param name="reason">Why it ended.</param>
    /// <param name="broken">Arguments of a call that are no JSON object; empty where all are.</param>
    /// <param name="sources">What the answer leans on; null for nothing.</param>
    /// <param name="logprobs">Elements in OpenAI's form, as arrays of them.</param>
    /// <param name="json">Where it goes.</param>
    public static void Write(
        FinishReason reason, ReadOnlyMemory<byte> broken, CandidateSources? sources, IReadOnlyList<ReadOnlyMemory<byte>> logprobs, JsonOut json)
    {
        json.Name("finishReason"u8);
        json.Ascii(broken.IsEmpty || reason == FinishReason.Length ? FinishWords.Of(reason) : FinishWords.Malformed);
        if (!broken.IsEmpty)
        {
            json.Name("finishMessage"u8);
            json.Text(broken.Span);
        }

        sources?.Write(json);

        if (logprobs.Count > 0)
        {
            LogprobsResult.Write(logprobs, json);
        }
    }
}
