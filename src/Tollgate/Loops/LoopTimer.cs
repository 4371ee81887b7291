namespace Tollgate.Loops;

/// <summary>A deadline filed in its loop's <see cref="TimerWheel"/>. Moving it later costs one field store.</summary>
internal abstract class LoopTimer
{
    internal LoopTimer? Next;
    internal LoopTimer? Previous;

    /// <summary>Wheel tick of the slot that this timer is filed in, 0 when it is in none.</summary>
    internal long FiledAt;

    /// <summary>When it is due, in ticks of the wheel; 0 when not set.</summary>
    internal long DueTick;

    public bool IsSet => DueTick != 0;

    /// <summary>Called on the loop once the deadline has passed; the timer is unset by then.</summary>
    internal abstract void OnDue();
}
