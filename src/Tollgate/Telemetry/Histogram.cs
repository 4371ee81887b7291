namespace Tollgate.Telemetry;

/// <summary>Counts of durations by bucket, and their sum. One thread writes; see <see cref="LoopMetrics"/> for who may read.</summary>
internal sealed class Histogram(HistogramBounds bounds)
{
    private readonly long[] _counts = new long[bounds.Micros.Length + 1];
    private ExemplarSlots? _exemplars;
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

    /// <summary>Counts one duration of a traced request, which becomes the example of its bucket.</summary>
    public void Record(long micros, in TraceContext trace, long unixMilliseconds)
    {
        Record(micros);
        if (_exemplars is null)
        {
            Volatile.Write(ref _exemplars, new ExemplarSlots(_counts.Length));
        }

        _exemplars.Set(bounds.BucketOf(micros), new Exemplar(trace.High, trace.Low, micros, unixMilliseconds));
    }

    /// <summary>Any thread: the latest traced request of a bucket.</summary>
    public bool TryExemplar(int bucket, out Exemplar exemplar)
    {
        exemplar = default;
        return Volatile.Read(ref _exemplars) is { } slots && slots.TryRead(bucket, out exemplar);
    }

    /// <summary>Adds another histogram with the same bounds.</summary>
    public void Add(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += Volatile.Read(ref other._counts[i]);
            if (other.TryExemplar(i, out var theirs) && (!TryExemplar(i, out var ours) || theirs.UnixMilliseconds > ours.UnixMilliseconds))
            {
                _exemplars ??= new ExemplarSlots(_counts.Length);
                _exemplars.Set(i, theirs);
            }
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
