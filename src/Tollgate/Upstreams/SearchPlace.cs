using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams;

/// <summary>Where the user is, in the words that OpenAI and Anthropic share.</summary>
internal static class SearchPlace
{
    /// <summary>Writes it as members of an open object.</summary>
    public static void Write(SearchWish wish, JsonOut json)
    {
        json.StringIfAny("country"u8, wish.Country);
        json.StringIfAny("region"u8, wish.Region);
        json.StringIfAny("city"u8, wish.City);
        json.StringIfAny("timezone"u8, wish.Timezone);
    }
}
