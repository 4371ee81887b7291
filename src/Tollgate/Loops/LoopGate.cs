namespace Tollgate.Loops;

/// <summary>Lets at most so many of one loop's requests into a section at once; the others wait in order.</summary>
internal sealed class LoopGate(int permits)
{
    private readonly Queue<LoopSignal> _waiting = new();
    private int _free = permits;

    public int Waiting => _waiting.Count;

    public async LoopTask EnterAsync()
    {
        if (_free > 0)
        {
            _free--;
            return;
        }

        var turn = new LoopSignal();
        _waiting.Enqueue(turn);
        await turn.WaitAsync();
    }

    public void Leave()
    {
        if (_waiting.TryDequeue(out var next))
        {
            // At the end of the turn: waiters that leave at once would otherwise each go on inside the one before.
            EventLoop.Current!.Defer(next);
        }
        else
        {
            _free++;
        }
    }
}
