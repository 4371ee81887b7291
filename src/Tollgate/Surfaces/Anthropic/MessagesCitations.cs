using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>Citations as this vendor writes them, of which there are kinds by what is cited.</summary>
internal static class MessagesCitations
{
    /// <summary>A list of them; empty where there is none.</summary>
    public static IReadOnlyList<Citation> Read(JsonNode citations)
    {
        if (citations.Length == 0)
        {
            return [];
        }

        var list = new List<Citation>(citations.Length);
        foreach (var item in citations.Each)
        {
            var url = item["url"u8].Text;
            var title = item["title"u8].Text;
            list.Add(new Citation(
                url.IsEmpty ? item["source"u8].Text : url,
                title.IsEmpty ? item["document_title"u8].Text : title,
                item["cited_text"u8].Text,
                item["document_index"u8].Whole is >= 0 and <= int.MaxValue and var document ? (int)document : -1));
        }

        return list;
    }

    /// <summary>
    /// One of them. What has an address is a result of a web search, with an empty envelope for the index that only this vendor's own searches have;
    /// what has none is a place in a document, whose bounds other vendors do not tell.
    /// </summary>
    public static void Write(Citation citation, JsonOut json)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(citation.Url.IsEmpty ? "char_location"u8 : "web_search_result_location"u8);
        json.Name("cited_text"u8);
        json.String(citation.Quote);
        if (citation.Url.IsEmpty)
        {
            json.Name("document_index"u8);
            json.Number(Math.Max(0, citation.Document));
            WriteTitle("document_title"u8, citation.Title, json);
            json.Name("start_char_index"u8);
            json.Number(0);
            json.Name("end_char_index"u8);
            json.Number(0);
            json.Name("file_id"u8);
            json.Null();
        }
        else
        {
            json.Name("url"u8);
            json.String(citation.Url);
            WriteTitle("title"u8, citation.Title, json);
            json.Name("encrypted_index"u8);
            json.String(StateEnvelope.Empty);
        }

        json.EndObject();
    }

    private static void WriteTitle(ReadOnlySpan<byte> name, JsonString title, JsonOut json)
    {
        json.Name(name);
        if (title.IsEmpty)
        {
            json.Null();
        }
        else
        {
            json.String(title);
        }
    }
}
