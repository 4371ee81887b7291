using System.Globalization;
using System.Numerics;
using System.Text;
using Tollgate.Configuration;
using Tollgate.Redis;

namespace Tollgate.Admission.Shared;

/// <summary>A rule's numbers as the scripts take them, written once.</summary>
internal sealed class SharedRule
{
    /// <summary>A request's place is believed to be taken for so long after its replica was last heard of.</summary>
    public const long HoldMs = 30_000;

    /// <summary>Lua counts in doubles, exact below 2^53; two levels are added.</summary>
    private const int MaxBits = 51;

    private const int SlidingParts = 64;

    /// <summary>Writes a rule.</summary>
    public SharedRule(LimitRule rule)
    {
        Rule = rule;
        Kind = KindOf(rule);
        long[] numbers = Kind switch
        {
            SharedKind.Concurrency => [rule.Limit, HoldMs, 0, 0],
            SharedKind.SlidingWindow => [rule.Limit, Window(rule), (Window(rule) / SlidingParts) + 1, 0],
            SharedKind.FixedWindow => [rule.Limit, Window(rule), 0, 0],
            _ => Bucket(rule, Kind),
        };
        var words = new List<byte>(RespCommand.MakeWord(Ascii((long)Kind)));
        foreach (var number in numbers)
        {
            words.AddRange(RespCommand.MakeWord(Ascii(number)));
        }

        Words = [.. words];
    }

    /// <summary>Words of one rule in a call of <see cref="SharedScripts.Take"/> and <see cref="SharedScripts.Settle"/>.</summary>
    public const int WordCount = 7;

    /// <summary>What was written.</summary>
    public LimitRule Rule { get; }

    public SharedKind Kind { get; }

    /// <summary>Kind and numbers: the first five words of the rule.</summary>
    public byte[] Words { get; }

    private static SharedKind KindOf(LimitRule rule) => rule switch
    {
        { Metric: LimitMetric.Concurrency } => SharedKind.Concurrency,
        { Algorithm: LimitAlgorithm.SlidingWindow } => SharedKind.SlidingWindow,
        { Algorithm: LimitAlgorithm.FixedWindow } => SharedKind.FixedWindow,
        { Algorithm: LimitAlgorithm.LeakyBucket } => SharedKind.LeakyBucket,
        _ => SharedKind.TokenBucket,
    };

    private static long Window(LimitRule rule) => Math.Max(1, rule.WindowUs);

    /// <summary>
    /// As <see cref="BucketScale"/>, in fewer bits. Where the numbers share too few divisors to fit, the window is rounded up to coarser ticks, which
    /// admits less and never more: under a thousandth for limits below ten million a minute.
    /// </summary>
    private static long[] Bucket(LimitRule rule, SharedKind kind)
    {
        var window = Window(rule);
        var common = (long)BigInteger.GreatestCommonDivisor(window, rule.Limit);
        var (cost, refill) = (window / common, rule.Limit / common);
        var burst = kind == SharedKind.LeakyBucket ? rule.Limit : rule.Burst;
        var bits = (int)Int128.Log2((Int128)cost * Math.Max(burst, rule.Limit)) + 1;
        var shift = Math.Max(0, bits - MaxBits);
        return [burst, (long)(((Int128)cost + (Int128.One << shift) - 1) >> shift), refill, 1L << shift];
    }

    private static byte[] Ascii(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
