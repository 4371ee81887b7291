using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Attempts;

/// <summary>
/// The wait before the same target is asked again: a random part of a bound that doubles (full jitter), so that those that failed together
/// do not come back together. Going to another target needs none.
/// </summary>
internal sealed class Backoff(EventLoop loop) : Abortable
{
    private readonly LoopPause _pause = new();

    /// <summary>The wait was broken off: the client has left.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>How long to wait before the repetition of this number, counted from 1.</summary>
    /// <param name="plan">Its bounds.</param>
    /// <param name="repetition">Which repetition.</param>
    /// <param name="random">From 0 up to 1.</param>
    public static long Milliseconds(AttemptPlan plan, int repetition, double random) =>
        Math.Max(1, (long)(Math.Min((long)plan.BackoffMs << (repetition - 1), plan.MaxBackoffMs) * random));

    public async LoopTask WaitAsync(long milliseconds)
    {
        if (IsLeft)
        {
            return;
        }

        loop.SetTimer(_pause, milliseconds);
        await _pause.Over.WaitAsync();
        loop.Timers.Remove(_pause);
    }

    public override void Abort(AbortReason reason)
    {
        if (!IsLeft)
        {
            IsLeft = true;
            loop.Defer(_pause.Over);
        }
    }
}
