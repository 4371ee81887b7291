namespace Tollgate.Loops;

/// <summary>
/// "Something happened": one waiter, reused for the life of its owner. Setting it while nobody waits does nothing, so the owner keeps
/// the state and the waiter looks at that first.
/// </summary>
internal sealed class LoopSignal : LoopOperation<Nothing>
{
    /// <summary>Waits for the next <see cref="Set"/>.</summary>
    public LoopTask WaitAsync() => new(this);

    internal override void Resume() => Set();

    /// <summary>Lets the waiter go on, inline.</summary>
    public void Set()
    {
        if (HasWaiter)
        {
            Complete(default);
        }
    }
}
