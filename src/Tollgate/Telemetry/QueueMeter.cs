namespace Tollgate.Telemetry;

/// <summary>What happens in the queues of one rule; any loop writes.</summary>
internal sealed class QueueMeter
{
    private readonly long[] _waits = new long[HistogramBounds.Wait.Micros.Length + 1];
    private long _depth;
    private long _waitMicros;
    private long _evictions;
    private long _timeouts;

    /// <summary>Requests that wait now.</summary>
    public long Depth => Volatile.Read(ref _depth);

    /// <summary>Requests that were evicted since the queue was full.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>Requests that waited for too long.</summary>
    public long Timeouts => Volatile.Read(ref _timeouts);

    /// <summary>Changes the depth.</summary>
    public void AddDepth(int difference) => Interlocked.Add(ref _depth, difference);

    /// <summary>A request got its turn.</summary>
    public void CountServed(long micros)
    {
        Interlocked.Increment(ref _waits[HistogramBounds.Wait.BucketOf(micros)]);
        Interlocked.Add(ref _waitMicros, micros);
    }

    public void CountEviction() => Interlocked.Increment(ref _evictions);

    public void CountTimeout() => Interlocked.Increment(ref _timeouts);

    /// <summary>How long those waited that got their turn.</summary>
    public Histogram Waits()
    {
        var waits = new Histogram(HistogramBounds.Wait);
        Span<long> counts = stackalloc long[_waits.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Volatile.Read(ref _waits[i]);
        }

        waits.Add(counts, Volatile.Read(ref _waitMicros));
        return waits;
    }
}
