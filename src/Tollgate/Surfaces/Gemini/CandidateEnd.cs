using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Writes what stands beside a candidate's content once it is over: finish reason, sources, log probabilities.</summary>
internal static class CandidateEnd
{
    /// <summary>Writes the members.</summary>
    /// <param name="reason">Why it ended.</param>
    /// <param name="broken">Arguments of a call that are no JSON object; empty where all are.</param>
    /// <param name="citations">What the answer leans on.</param>
    /// <param name="logprobs">Elements in OpenAI's form, as arrays of them.</param>
    /// <param name="json">Where it goes.</param>
    public static void Write(
        FinishReason reason, ReadOnlyMemory<byte> broken, IReadOnlyList<Citation> citations, IReadOnlyList<ReadOnlyMemory<byte>> logprobs, JsonOut json)
    {
        json.Name("finishReason"u8);
        json.Ascii(broken.IsEmpty || reason == FinishReason.Length ? FinishWords.Of(reason) : FinishWords.Malformed);
        if (!broken.IsEmpty)
        {
            json.Name("finishMessage"u8);
            json.Text(broken.Span);
        }

        if (citations.Count > 0)
        {
            WriteSources(citations, json);
        }

        if (logprobs.Count > 0)
        {
            LogprobsResult.Write(logprobs, json);
        }
    }

    private static void WriteSources(IReadOnlyList<Citation> citations, JsonOut json)
    {
        json.Name("groundingMetadata"u8);
        json.BeginObject();
        json.Name("groundingChunks"u8);
        json.BeginArray();
        for (var i = 0; i < citations.Count; i++)
        {
            var citation = citations[i];
            json.BeginObject();
            json.Name(citation.Url.IsEmpty ? "retrievedContext"u8 : "web"u8);
            json.BeginObject();
            json.StringIfAny("uri"u8, citation.Url);
            json.StringIfAny("title"u8, citation.Title);
            if (citation.Url.IsEmpty)
            {
                json.StringIfAny("text"u8, citation.Quote);
            }

            json.EndObject();
            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
    }
}
