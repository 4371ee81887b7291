using System.Runtime.CompilerServices;
using Tollgate.Control.RequestLog;
using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Recording;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>The twelve sums of a group, in the order of the rollup's columns.</summary>
[InlineArray(Count)]
internal struct Sums
{
    public const int Count = 12;

    private long _first;

    /// <summary>What one request adds.</summary>
    public static Sums Of(RequestEntry entry)
    {
        var sums = default(Sums);
        sums[0] = 1;
        sums[1] = entry.ErrorClass is ErrorClass.None ? 0 : 1;
        sums[2] = entry.Cost.State is PriceState.Unpriced ? 1 : 0;
        sums[3] = entry.Usage.Input;
        sums[4] = entry.Usage.CachedInput;
        sums[5] = entry.Usage.CacheWrite;
        sums[6] = entry.Usage.Output;
        sums[7] = entry.Usage.Reasoning;
        sums[8] = entry.Cost.NanoUsd;
        sums[9] = entry.TotalMicroseconds;
        sums[10] = Math.Max(0, entry.TtftMicroseconds);
        sums[11] = entry.TtftMicroseconds >= 0 ? 1 : 0;
        return sums;
    }

    public void Add(ref readonly Sums other)
    {
        for (var i = 0; i < Count; i++)
        {
            this[i] += other[i];
        }
    }

    public void Subtract(ref readonly Sums other)
    {
        for (var i = 0; i < Count; i++)
        {
            this[i] -= other[i];
        }
    }

    public readonly StatsTotals ToTotals() => new()
    {
        Requests = this[0],
        Errors = this[1],
        Unpriced = this[2],
        InputTokens = this[3],
        CachedTokens = this[4],
        CacheWriteTokens = this[5],
        OutputTokens = this[6],
        ReasoningTokens = this[7],
        CostNanoUsd = this[8],
        DurationMicroseconds = this[9],
        TtftMicroseconds = this[10],
        TtftCount = this[11],
    };
}
