using System.Globalization;
using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>Writes the search of the web as this vendor's tool, in the version that every model with a search takes.</summary>
internal static class MessageSearch
{
    /// <summary>OpenAI's limit of all tools that run at the provider; the same thing where the search is the only one.</summary>
    public const string CallsField = "max_tool_calls";

    /// <summary>Writes it.</summary>
    /// <param name="tool">The search.</param>
    /// <param name="request">The request that offers it.</param>
    /// <param name="isOwn">It was declared in this vendor's own way, and goes on as it is.</param>
    /// <param name="notes">Told what goes lost.</param>
    /// <param name="json">Where it goes.</param>
    public static void Write(ToolSpec tool, ChatRequest request, bool isOwn, TranslationNotes notes, JsonOut json)
    {
        if (isOwn)
        {
            json.Raw(tool.Native.Span);
            return;
        }

        var wish = tool.Search!;
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("web_search_20250305"u8);
        json.Name("name"u8);
        json.String(tool.Name);
        json.NumberIfAny("max_uses"u8, wish.MaxUses ?? CallsOf(request));
        if (wish.Allowed.Count > 0)
        {
            Write("allowed_domains"u8, wish.Allowed, json);
            SearchLosses.ReportBlocked(tool, notes); // one list or the other is taken
        }
        else if (wish.Blocked.Count > 0)
        {
            Write("blocked_domains"u8, wish.Blocked, json);
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

        json.EndObject();
        SearchLosses.ReportSize(tool, notes);
        SearchLosses.ReportOwn(tool, notes);
    }

    /// <summary>Whether a field of the request is said by the tool, and so not lost.</summary>
    public static bool Says(string field, ChatRequest request) => field == CallsField && CallsOf(request) is not null;

    private static long? CallsOf(ChatRequest request)
    {
        var calls = request.Extras.Find(extra => extra.Key == CallsField).Value;
        return request.MaySearch && request.Tools.TrueForAll(tool => tool.Search is not null || tool.Native.IsEmpty)
            && long.TryParse(Encoding.ASCII.GetString(calls.Span), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0 ? most : null;
    }

    private static void Write(ReadOnlySpan<byte> name, IReadOnlyList<JsonString> domains, JsonOut json)
    {
        json.Name(name);
        json.BeginArray();
        foreach (var domain in domains)
        {
            json.String(domain);
        }

        json.EndArray();
    }
}
