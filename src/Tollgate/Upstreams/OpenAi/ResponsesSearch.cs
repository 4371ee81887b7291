using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes the search of the web as a tool of OpenAI's responses.</summary>
internal static class ResponsesSearch
{
    /// <summary>The type for a search that was declared in another vendor's way.</summary>
    private static ReadOnlySpan<byte> Usual => "web_search"u8;

    public static void Write(ToolSpec tool, TranslationNotes notes, JsonOut json)
    {
        var wish = tool.Search!;
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(Usual);
        if (wish.Allowed.Count > 0)
        {
            json.Name("filters"u8);
            json.BeginObject();
            json.Name("allowed_domains"u8);
            json.BeginArray();
            foreach (var domain in wish.Allowed)
            {
                json.String(domain);
            }

            json.EndArray();
            json.EndObject();
        }

        if (wish.HasPlace)
        {
            json.Name("user_location"u8);
            json.BeginObject();
            json.Name("type"u8);
            json.Ascii("approximate"u8);
            SearchPlace.Write(wish, json);
            json.EndObject();
        }

        json.StringIfAny("search_context_size"u8, wish.ContextSize);
        json.EndObject();
        SearchLosses.ReportBlocked(tool, notes);
        SearchLosses.ReportOwn(tool, notes);
    }

    /// <summary>Writes the limit of searches, which is one of all tools that run at the provider, and so the same where the search is the only one.</summary>
    public static void WriteLimit(ChatRequest request, TranslationNotes notes, JsonOut json)
    {
        if (request.SearchTool is not { Search.MaxUses: { } most } search || request.Extras.Exists(extra => extra.Key == "max_tool_calls"))
        {
            return;
        }

        if (request.Tools.Exists(tool => tool is { Search: null, IsCustom: false } && !tool.Native.IsEmpty))
        {
            SearchLosses.ReportUses(search, notes);
            return;
        }

        json.Name("max_tool_calls"u8);
        json.Number(most);
    }

    /// <summary>The type by which a choice of tools names it: the one that it is declared with.</summary>
    public static ReadOnlySpan<byte> TypeOf(ToolSpec tool)
    {
        using var parsed = ParsedJson.Parse(tool.Native);
        var type = parsed.Root["type"u8].Text.Span;
        return type.StartsWith("web_search_preview"u8) ? "web_search_preview"u8 : Usual;
    }
}
