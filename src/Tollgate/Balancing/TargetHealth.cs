namespace Tollgate.Balancing;

/// <summary>Whether one target may be asked now. Any loop writes, any loop reads; no lock.</summary>
internal sealed class TargetHealth
{
    private long _restsUntilMs = long.MinValue;

    /// <summary>Why it may not be asked; <see cref="Exclusion.None"/> when it may.</summary>
    /// <param name="nowMs">Monotonic milliseconds, the same clock on all loops.</param>
    public Exclusion Check(long nowMs) => nowMs < Volatile.Read(ref _restsUntilMs) ? Exclusion.Resting : Exclusion.None;

    /// <summary>It asked not to be asked before this moment.</summary>
    public void RestUntil(long ms) => Volatile.Write(ref _restsUntilMs, ms);
}
