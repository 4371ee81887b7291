namespace Tollgate.Balancing;

/// <summary>Figures of one target that strategies compare. Any loop writes, any loop reads; no lock.</summary>
internal sealed class TargetStats
{
    private int _inFlight;

    /// <summary>Requests that it is working on, over all loops.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>An attempt goes out to it.</summary>
    public void Began() => Interlocked.Increment(ref _inFlight);

    /// <summary>The exchange with it is over, answer included.</summary>
    public void Ended() => Interlocked.Decrement(ref _inFlight);
}
