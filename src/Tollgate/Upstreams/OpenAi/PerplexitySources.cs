using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Perplexity lists its sources beside the choices, the same list in each chunk.</summary>
internal static class PerplexitySources
{
    /// <summary>Tells them; false where there are none.</summary>
    public static bool Tell(JsonNode root, int choice, AnswerSink sink)
    {
        var results = root["search_results"u8];
        if (results.Length > 0)
        {
            foreach (var result in results.Items)
            {
                sink.Cite(choice, new Citation(result["url"u8].Text, result["title"u8].Text, result["snippet"u8].Text));
            }

            return true;
        }

        var citations = root["citations"u8];
        foreach (var url in citations.Items)
        {
            if (url.IsString)
            {
                sink.Cite(choice, new Citation(url.Text, default, default));
            }
        }

        return citations.Length > 0;
    }
}
