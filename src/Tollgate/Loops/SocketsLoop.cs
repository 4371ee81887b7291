using System.Net;

namespace Tollgate.Loops;

/// <summary>The portable engine: the same loop on the framework's sockets, with a semaphore in place of epoll_wait.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The loop's own thread disposes of it at its end.")]
internal sealed class SocketsLoop : EventLoop
{
    private readonly SemaphoreSlim _wake = new(0);

    public SocketsLoop(int index, Action<Exception> onFault)
        : base(index, onFault)
    {
    }

    public override LoopTask<Transport?> ConnectAsync(IPEndPoint to, long timeoutMs) => throw new NotSupportedException();

    public override LoopListener Listen(IPEndPoint at, ListenOptions options) => throw new NotSupportedException();

    protected override void Poll(int timeoutMs)
    {
        _wake.Wait(timeoutMs);
        WaitIsOver();
        WokenUp();
    }

    protected override void Wake() => _wake.Release();

    protected override void Dispose() => _wake.Dispose();
}
