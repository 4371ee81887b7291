using System.Net;
using Tollgate.Loops;

namespace Tollgate.Tests.Loops;

/// <summary>One running loop of either engine, and code run on it as a test wants it.</summary>
internal sealed class LoopFixture : IAsyncDisposable
{
    private readonly List<Exception> _faults = [];
    private readonly LoopGroup _group;

    public LoopFixture(string engine, int loops = 1)
    {
        _group = new LoopGroup(string.Equals(engine, "epoll", StringComparison.Ordinal) ? LoopEngine.Epoll : LoopEngine.Sockets, loops, OnFault);
        _group.Start();
    }

    public LoopGroup Group => _group;

    public EventLoop Loop => _group.Loops[0];

    public IReadOnlyList<Exception> Faults => _faults;

    public Task<T> RunAsync<T>(Func<LoopTask<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(_ => CompleteAsync(work, done).Forget(), null);
        return done.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>A server that runs <paramref name="serve"/> for each connection.</summary>
    public IPEndPoint Serve(Func<Transport, LoopTask<bool>> serve)
    {
        var listeners = _group.Listen(new IPEndPoint(IPAddress.Loopback, 0), sharePort: false, (transport, _) => serve(transport).Forget());
        return listeners[0].LocalEndPoint;
    }

    public async ValueTask DisposeAsync() => await _group.StopAsync();

    private static async LoopTask CompleteAsync<T>(Func<LoopTask<T>> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(await work());
        }
        catch (Exception exception)
        {
            done.SetException(exception);
        }
    }

    private void OnFault(Exception exception)
    {
        lock (_faults)
        {
            _faults.Add(exception);
        }
    }
}
