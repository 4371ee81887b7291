namespace Tollgate.Loops;

/// <summary>A wait of some milliseconds on a loop: set it as a timer and await <see cref="Over"/>.</summary>
internal sealed class LoopPause : LoopTimer
{
    /// <summary>Set when the time has passed.</summary>
    public LoopSignal Over { get; } = new();

    internal override void OnDue() => Over.Set();
}
