namespace Tollgate.Attempts;

/// <summary>Counts hedged attempts, over all loops.</summary>
internal sealed class HedgeCounters
{
    private long _begun;
    private long _won;

    /// <summary>Second attempts begun beside a slow first one.</summary>
    public long Begun => Volatile.Read(ref _begun);

    /// <summary>Of them those whose answer was taken.</summary>
    public long Taken => Volatile.Read(ref _won);

    public void Began() => Interlocked.Increment(ref _begun);

    public void Won() => Interlocked.Increment(ref _won);
}
