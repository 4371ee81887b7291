namespace Tollgate.Balancing;

/// <summary>Whether one target may be asked now. Any loop writes, any loop reads; no lock.</summary>
internal sealed class TargetHealth
{
    private long _restsUntilMs = long.MinValue;
    private volatile bool _heartbeatMissed;

    /// <summary>Why it may not be asked; <see cref="Exclusion.None"/> when it may.</summary>
    /// <param name="nowMs">Monotonic milliseconds, the same clock on all loops.</param>
    public Exclusion Check(long nowMs) =>
        _heartbeatMissed ? Exclusion.NoHeartbeat
        : nowMs < Volatile.Read(ref _restsUntilMs) ? Exclusion.Resting
        : Exclusion.None;

    /// <summary>Says whether the heartbeats of a provider that registered itself have stopped.</summary>
    public void SetHeartbeat(bool missed) => _heartbeatMissed = missed;

    /// <summary>It asked not to be asked before this moment.</summary>
    public void RestUntil(long ms) => Volatile.Write(ref _restsUntilMs, ms);
}
