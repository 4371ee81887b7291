namespace Tollgate.Telemetry;

/// <summary>Counts of durations by bucket, and their sum. One thread writes; see <see cref="LoopMetrics"/> for who may read.</summary>
internal sealed class Histogram(HistogramBounds bounds)
{
    private readonly long[] _counts = new long[bounds.Micros.Length + 1];
    private long _sum;

    /// <summary>The buckets' bounds.</summary>
    public HistogramBounds Bounds => bounds;

    /// <summary>Values per bucket, not cumulative; the last is what lies beyond all bounds.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Sum of all values, in microseconds.</summary>
    public long SumMicros => Volatile.Read(ref _sum);

    /// <summary>Counts one duration.</summary>
    public void Record(long micros)
    {
        _counts[bounds.BucketOf(micros)]++;
        _sum += micros;
    }

    /// <summary>Adds another histogram with the same bounds.</summary>
    public void Add(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += Volatile.Read(ref other._counts[i]);
        }

        _sum += other.SumMicros;
    }

    /// <summary>Adds counts that somebody else keeps, by buckets with the same bounds.</summary>
    public void Add(ReadOnlySpan<long> counts, long sumMicros)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += counts[i];
        }

        _sum += sumMicros;
    }
}
