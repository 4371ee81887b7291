namespace Tollgate.Host.Serving;

/// <summary>Takes back what a start has opened when it does not get to its end.</summary>
internal sealed class StartGuard(HostLogs logs) : IDisposable
{
    private readonly Stack<Action> _undo = new();
    private bool _done;

    public T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _undo.Push(() => part.DisposeAsync().AsTask().GetAwaiter().GetResult());
        return part;
    }

    /// <summary>What to do about a part that is not simply disposed of.</summary>
    public void OnFailure(Action undo) => _undo.Push(undo);

    /// <summary>The start succeeded: what was opened has other owners now.</summary>
    public void Done() => _done = true;

    public void Dispose()
    {
        if (_done)
        {
            return;
        }

        while (_undo.TryPop(out var undo))
        {
            undo();
        }

        logs.Stop();
        logs.Dispose();
    }
}
