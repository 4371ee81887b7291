namespace Tollgate.Host.Serving;

/// <summary>Takes back what a start has opened when it does not get to its end.</summary>
internal sealed class StartGuard(HostLogs logs) : IDisposable
{
    private readonly Stack<IAsyncDisposable> _opened = new();
    private bool _done;

    public T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _opened.Push(part);
        return part;
    }

    /// <summary>The start succeeded: what was opened has other owners now.</summary>
    public void Done() => _done = true;

    public void Dispose()
    {
        if (_done)
        {
            return;
        }

        while (_opened.TryPop(out var part))
        {
            part.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        logs.Stop();
        logs.Dispose();
    }
}
