using System.Net.Sockets;

namespace Tollgate.Loops;

/// <summary>One asynchronous socket call at a time, awaitable on its loop. Reused for the life of its owner.</summary>
internal sealed class SocketsCall(EventLoop loop) : SocketAsyncEventArgs(true)
{
    private readonly End _end = new();

    /// <summary>The system still has the buffer. Such a call must not be disposed of.</summary>
    public bool IsInFlight { get; private set; }

    /// <summary>The result of the call that was just made.</summary>
    /// <param name="pending">What the socket's method returned.</param>
    public LoopTask<SocketError> Begun(bool pending)
    {
        if (!pending)
        {
            return new LoopTask<SocketError>(SocketError);
        }

        IsInFlight = true;
        return new LoopTask<SocketError>(_end);
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => loop.Post(static self => ((SocketsCall)self!).Finish(), this);

    private void Finish()
    {
        IsInFlight = false;
        _end.Finish(SocketError);
    }

    private sealed class End : LoopOperation<SocketError>
    {
        public void Finish(SocketError result) => Complete(result);
    }
}
