using System.Net;
using System.Net.Sockets;
using Tollgate.Loops;

namespace Tollgate.Tests.Loops;

/// <summary>Running loops of either engine, and code run on them as a test wants it.</summary>
internal sealed class LoopFixture : IAsyncDisposable
{
    /// <summary>Nothing here takes this long: a test that waits so long has failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<Exception> _faults = [];
    private readonly LoopGroup _group;

    public LoopFixture(string engine, int loops = 1)
    {
        _group = new LoopGroup(string.Equals(engine, "epoll", StringComparison.Ordinal) ? LoopEngine.Epoll : LoopEngine.Sockets, loops, OnFault);
        _group.Start();
    }

    public LoopGroup Group => _group;

    public EventLoop Loop => _group.Loops[0];

    public IReadOnlyList<Exception> Faults
    {
        get
        {
            lock (_faults)
            {
                return _faults.ToArray();
            }
        }
    }

    public Task<T> RunAsync<T>(Func<LoopTask<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(_ => CompleteAsync(work, done).Forget(), null);
        return done.Task.WaitAsync(Patience);
    }

    public Task<T> CallAsync<T>(Func<T> work) => RunAsync(() => new LoopTask<T>(work()));

    /// <summary>A server that runs <paramref name="serve"/> for each connection.</summary>
    public IPEndPoint Serve(Func<Transport, LoopTask<bool>> serve) => Listen(serve)[0].LocalEndPoint;

    /// <inheritdoc cref="Serve"/>
    public LoopListener[] Listen(Func<Transport, LoopTask<bool>> serve) =>
        _group.Listen(new IPEndPoint(IPAddress.Loopback, 0), sharePort: false, (transport, _) => serve(transport).Forget());

    /// <summary>A connection whose one end is on the loop and whose other end is the test's.</summary>
    public async Task<(Transport Transport, Socket Peer)> PairAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var to = (IPEndPoint)listener.LocalEndpoint;
        var accepting = listener.AcceptSocketAsync();
        var transport = await RunAsync(() => Loop.ConnectAsync(to, 30_000));
        return (transport ?? throw new InvalidOperationException("No connection."), await accepting);
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
