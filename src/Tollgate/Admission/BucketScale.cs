using System.Numerics;

namespace Tollgate.Admission;

/// <summary>
/// The units in which a bucket counts: one of what it admits costs as many parts as the window has ticks, and every tick refills as many as
/// the limit. That makes the arithmetic whole numbers without rounding, so nothing is gained or lost over the years.
/// </summary>
/// <param name="Cost">Parts of one.</param>
/// <param name="Refill">Parts that come back in a tick.</param>
/// <param name="Shift">A tick is 2^Shift microseconds.</param>
internal readonly record struct BucketScale(long Cost, long Refill, int Shift)
{
    /// <summary>Levels stay below this, so that two of them can be added.</summary>
    private const int MaxBits = 61;

    /// <summary>The scale of a rule.</summary>
    public static BucketScale Of(LimitRule rule)
    {
        var window = Math.Max(1, rule.WindowUs);
        var common = (long)BigInteger.GreatestCommonDivisor(window, rule.Limit);
        var (cost, refill) = (window / common, rule.Limit / common);

        // A month in microseconds times a million dollars in nano-USD, with no common divisor, does not fit 64 bits: such a rule counts in
        // coarser ticks. Its window is rounded up, which admits less, by less than one part in a million, and never more.
        var bits = (int)Int128.Log2((Int128)cost * Math.Max(rule.Burst, rule.Limit)) + 1;
        var shift = Math.Max(0, bits - MaxBits);
        return new BucketScale((long)(((Int128)cost + (Int128.One << shift) - 1) >> shift), refill, shift);
    }

    /// <summary>Parts of an amount; no more than a level can hold.</summary>
    public long PartsOf(long amount) =>
        Math.BigMul(amount, Cost, out var low) == 0 && low is >= 0 and < 1L << MaxBits ? low : 1L << MaxBits;

    /// <summary>Ticks in which so many parts come back, rounded up.</summary>
    public long TicksFor(long parts) => parts <= 0 ? 0 : ((parts - 1) / Refill) + 1;
}
