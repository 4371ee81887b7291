namespace Tollgate.Streaming;

/// <summary>Counts streams that were gone on with, over all loops.</summary>
internal sealed class ContinuationCounters
{
    private long _continued;
    private long _failed;
    private long _dropped;

    /// <summary>Broken streams that a second provider went on with.</summary>
    public long Continued => Volatile.Read(ref _continued);

    /// <summary>Broken streams that nobody could be found for.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Texts that were too long to be kept, or for which there was no memory.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public void CountContinued() => Interlocked.Increment(ref _continued);

    public void CountFailed() => Interlocked.Increment(ref _failed);

    public void CountDropped() => Interlocked.Increment(ref _dropped);
}
