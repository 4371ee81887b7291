using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces;

/// <summary>
/// Reads the search of the web as OpenAI's and Anthropic's formats declare it among their tools. Both are known in either format: people put one
/// client library before all models, and copy declarations from the vendor whose model they have in mind.
/// </summary>
internal static class SearchTools
{
    private static readonly SearchValues<byte> Dates = SearchValues.Create("0123456789_"u8);

    /// <summary>The tool; null where the declaration is of another one.</summary>
    /// <param name="tool">An element of <c>tools</c>.</param>
    /// <param name="path">Where it stands.</param>
    public static ToolSpec? Read(JsonNode tool, string path)
    {
        if (!Names(tool["type"u8]))
        {
            return null;
        }

        var name = tool["name"u8].Text;
        return new ToolSpec
        {
            Name = name.IsEmpty ? SearchWish.ToolName : name,
            Native = tool.Raw,
            Search = Wish(tool),
            Path = path,
        };
    }

    /// <summary>Whether a type is that of a search: <c>web_search</c>, <c>web_search_preview</c>, and either with a date.</summary>
    public static bool Names(JsonNode type)
    {
        var word = type.Text.Span;
        if (!type.IsString || !word.StartsWith("web_search"u8))
        {
            return false;
        }

        var version = word["web_search"u8.Length..];
        version = version.StartsWith("_preview"u8) ? version["_preview"u8.Length..] : version;
        return version.IsEmpty || (version[0] == (byte)'_' && version[1..].IndexOfAnyExcept(Dates) < 0);
    }

    /// <summary>Where the user is.</summary>
    /// <param name="wish">What else is wished.</param>
    /// <param name="place">An object of country, region, city and time zone.</param>
    public static SearchWish At(SearchWish wish, JsonNode place) => wish with
    {
        Country = place["country"u8].Text,
        Region = place["region"u8].Text,
        City = place["city"u8].Text,
        Timezone = place["timezone"u8].Text,
    };

    /// <summary>A list of domains.</summary>
    public static IReadOnlyList<JsonString> Domains(JsonNode list)
    {
        if (list.Length == 0)
        {
            return [];
        }

        var domains = new List<JsonString>(list.Length);
        foreach (var domain in list.Each)
        {
            if (domain.IsString)
            {
                domains.Add(domain.Text);
            }
        }

        return domains;
    }

    private static SearchWish Wish(JsonNode tool)
    {
        var details = new List<string>();
        var limits = new List<string>();
        foreach (var (name, value) in tool.Members)
        {
            if (value.Exists && !IsCommon(name))
            {
                Sort(name, value, details, limits);
            }
        }

        var filters = tool["filters"u8];
        var wish = new SearchWish
        {
            Allowed = Domains(tool["allowed_domains"u8] is { IsArray: true } allowed ? allowed : filters["allowed_domains"u8]),
            Blocked = Domains(tool["blocked_domains"u8] is { IsArray: true } blocked ? blocked : filters["blocked_domains"u8]),
            MaxUses = tool["max_uses"u8].Whole is > 0 and var uses ? uses : null,
            ContextSize = tool["search_context_size"u8].Text,
            OwnDetails = details,
            OwnLimits = limits,
        };
        return At(wish, tool["user_location"u8]);
    }

    private static bool IsCommon(string name) =>
        name is "type" or "name" or "filters" or "allowed_domains" or "blocked_domains" or "max_uses" or "search_context_size" or "user_location";

    /// <summary>What says no more than the default is nothing.</summary>
    private static void Sort(string name, JsonNode value, List<string> details, List<string> limits)
    {
        switch (name)
        {
            case "external_web_access":
                if (value.IsFalse)
                {
                    limits.Add(name);
                }

                break;
            case "allowed_callers" when value.Length == 1 && value[0].Is("direct"u8):
            case "search_content_types" when value.Length == 1 && value[0].Is("text"u8):
            case "return_token_budget" when value.Is("default"u8):
            case "strict" or "defer_loading" when value.IsFalse:
                break;
            default:
                details.Add(name);
                break;
        }
    }
}
