using System.Collections.Frozen;
using Tollgate.Configuration;

namespace Tollgate.Control.Limits;

/// <summary>The words that a configuration has for the parts of a rule.</summary>
internal static class LimitWords
{
    public static readonly FrozenDictionary<string, LimitScope> Scopes = Words<LimitScope>();

    public static readonly FrozenDictionary<string, LimitMetric> Metrics = Words<LimitMetric>();

    public static string Of(LimitAlgorithm algorithm) => algorithm switch
    {
        LimitAlgorithm.SlidingWindow => "sliding_window",
        LimitAlgorithm.FixedWindow => "fixed_window",
        LimitAlgorithm.LeakyBucket => "leaky_bucket",
        _ => "token_bucket",
    };

    public static string Of<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();

    private static FrozenDictionary<string, T> Words<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToFrozenDictionary(Of, StringComparer.Ordinal);
}
