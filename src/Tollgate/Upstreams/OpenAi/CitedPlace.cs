using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Where a citation belongs, as OpenAI's formats tell it: <c>start_index</c> and <c>end_index</c>.</summary>
internal static class CitedPlace
{
    /// <summary>The citation with its place.</summary>
    /// <param name="citation">It.</param>
    /// <param name="place">What has the indexes. Copies of the format have both at 0 where they know none.</param>
    /// <param name="start">Where the text that they count in begins in all of the answer's; -1 where that is not known.</param>
    public static Citation Of(Citation citation, JsonNode place, int start)
    {
        var from = place["start_index"u8].Whole ?? -1;
        var to = place["end_index"u8].Whole ?? -1;
        return start >= 0 && from >= 0 && to > from && to <= int.MaxValue - start ? citation with { Start = start + (int)from, End = start + (int)to } : citation;
    }
}
