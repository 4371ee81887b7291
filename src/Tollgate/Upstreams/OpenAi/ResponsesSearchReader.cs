using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Reads a <c>web_search_call</c>: a search, or a look at a page that one found.</summary>
internal static class ResponsesSearchReader
{
    /// <summary>Tells it.</summary>
    /// <param name="item">The item, done.</param>
    /// <param name="reasons">The answer has thoughts with notes, which are refused without the items that follow them.</param>
    /// <param name="sink">Who is told.</param>
    /// <returns>Whether it was a search, which OpenAI charges for, and not a look at a page.</returns>
    public static bool Tell(JsonNode item, bool reasons, AnswerSink sink)
    {
        var action = item["action"u8];
        var queries = new List<JsonString>();
        foreach (var query in action["queries"u8].Each)
        {
            if (query.Text is { IsEmpty: false } text)
            {
                queries.Add(text);
            }
        }

        if (queries.Count == 0 && action["query"u8].Text is { IsEmpty: false } only)
        {
            queries.Add(only);
        }

        var results = new List<SearchResult>();
        foreach (var source in action["sources"u8].Each)
        {
            if (source["url"u8].Text is { IsEmpty: false } url)
            {
                results.Add(new SearchResult(url, source["title"u8].Text));
            }
        }

        if (action["url"u8].Text is { IsEmpty: false } page)
        {
            results.Add(new SearchResult(page, default));
        }

        sink.Search(0, new SearchPart
        {
            Queries = queries,
            Results = results,
            Error = item["status"u8].Is("failed"u8) ? new JsonString("unavailable"u8.ToArray()) : default,
            State = reasons ? new OpaqueState(StateOrigin.OpenAiSearch, JsonString.Of(item.Raw.Span)) { Id = item["id"u8].Text } : null,
        });
        return !action["type"u8].Is("open_page"u8) && !action["type"u8].Is("find_in_page"u8);
    }
}
