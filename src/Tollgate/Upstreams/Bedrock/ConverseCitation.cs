using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Reads what an answer leans on: a page of the web, or a document of the request.</summary>
internal static class ConverseCitation
{
    public static void Tell(JsonNode citation, AnswerSink sink)
    {
        var location = citation["location"u8];
        var document = -1L;
        foreach (var (_, place) in location.Members)
        {
            document = place["documentIndex"u8].Whole ?? document;
        }

        sink.Cite(0, new Citation(
            location["web"u8]["url"u8].Text,
            citation["title"u8].Text,
            citation["sourceContent"u8][0]["text"u8].Text,
            (int)Math.Clamp(document, -1, int.MaxValue)));
    }
}
