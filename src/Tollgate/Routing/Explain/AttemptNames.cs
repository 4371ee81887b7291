using System.Text;
using System.Text.Json;
using Tollgate.Attempts;

namespace Tollgate.Routing.Explain;

/// <summary>Outcomes of attempts as the access log writes them.</summary>
internal static class AttemptNames
{
    private static readonly byte[][] Names =
        [.. Enum.GetValues<AttemptOutcome>().Select(each => Encoding.UTF8.GetBytes(JsonNamingPolicy.SnakeCaseLower.ConvertName(each.ToString())))];

    public static ReadOnlySpan<byte> Of(AttemptOutcome outcome) => (int)outcome < Names.Length ? Names[(int)outcome] : "unknown"u8;
}
