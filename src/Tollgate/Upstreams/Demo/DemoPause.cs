using Tollgate.Loops;

namespace Tollgate.Upstreams.Demo;

/// <summary>A delay on a loop, one at a time, reused for the life of a connection.</summary>
internal sealed class DemoPause(EventLoop loop) : LoopTimer
{
    private readonly LoopSignal _over = new();

    /// <summary>Goes on after this many milliseconds, up to a wheel tick late.</summary>
    public LoopTask ForAsync(long delayMs)
    {
        if (delayMs <= 0)
        {
            return LoopTask.Completed;
        }

        var wait = _over.WaitAsync();
        loop.SetTimer(this, delayMs);
        return wait;
    }

    internal override void OnDue() => _over.Set();
}
