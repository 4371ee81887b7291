namespace Tollgate.Loops;

/// <summary>
/// Spreads TLS handshakes over the turns of a loop: each costs it up to a millisecond of arithmetic that all its streams wait for, so a burst of
/// new clients goes on a few a turn. What a handshake spends waiting for its client costs nothing and is not bounded here.
/// </summary>
internal sealed class HandshakeTurns(EventLoop loop) : LoopContinuation
{
    /// <summary>Handshakes that go on in one turn.</summary>
    private const int PerTurn = 2;

    private readonly Queue<LoopSignal> _waiting = new();
    private long _turn;
    private int _taken;
    private bool _isDue;

    /// <summary>Waits for a turn. Call it when the client's first bytes are there.</summary>
    public async LoopTask EnterAsync()
    {
        if (_waiting.Count == 0 && TryTake())
        {
            return;
        }

        var signal = new LoopSignal();
        _waiting.Enqueue(signal);
        ComeBack();
        await signal.WaitAsync();
    }

    internal override void Resume()
    {
        _isDue = false;
        while (_waiting.Count > 0 && TryTake())
        {
            _waiting.Dequeue().Set();
        }

        if (_waiting.Count > 0)
        {
            ComeBack();
        }
    }

    private bool TryTake()
    {
        if (_turn != loop.TurnBegan)
        {
            _turn = loop.TurnBegan;
            _taken = 0;
        }

        return _taken++ < PerTurn;
    }

    private void ComeBack()
    {
        if (!_isDue)
        {
            _isDue = true;
            loop.Defer(this);
        }
    }
}
