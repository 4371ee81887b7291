using Tollgate.Loops;

namespace Tollgate.Telemetry;

/// <summary>Upper bounds of a histogram's buckets, in microseconds, ascending; one more bucket takes the rest.</summary>
internal sealed class HistogramBounds
{
    private readonly long[] _micros;

    private HistogramBounds(params long[] micros) => _micros = micros;

    /// <summary>Whole requests and provider times: 5 ms to 10 minutes.</summary>
    public static HistogramBounds Request { get; } = new(
        5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
        10_000_000, 30_000_000, 60_000_000, 120_000_000, 300_000_000, 600_000_000);

    /// <summary>First token, first audio: 10 ms to a minute.</summary>
    public static HistogramBounds First { get; } = new(
        10_000, 25_000, 50_000, 100_000, 200_000, 300_000, 500_000, 750_000, 1_000_000, 1_500_000, 2_500_000, 5_000_000, 10_000_000, 30_000_000, 60_000_000);

    /// <summary>Waiting in a queue: 10 ms to 10 minutes.</summary>
    public static HistogramBounds Wait { get; } = new(
        10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 20_000_000, 30_000_000, 60_000_000,
        120_000_000, 300_000_000, 600_000_000);

    /// <summary>The gateway's own time: 10 µs to 100 ms.</summary>
    public static HistogramBounds Overhead { get; } = new(
        10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000);

    /// <summary>One turn of an event loop: 10 µs to a second. A turn of more than a few milliseconds is a stall.</summary>
    public static HistogramBounds Turn { get; } = new(LoopCounters.TurnBoundsMicroseconds);

    /// <summary>The bounds.</summary>
    public ReadOnlySpan<long> Micros => _micros;

    /// <summary>The bucket of a value; an upper bound belongs to its bucket.</summary>
    public int BucketOf(long micros)
    {
        var bounds = _micros;
        for (var i = 0; i < bounds.Length; i++)
        {
            if (micros <= bounds[i])
            {
                return i;
            }
        }

        return bounds.Length;
    }
}
