namespace Tollgate.Host.Serving;

/// <summary>The parts of a process that have to be stopped, in the order in which they were started; stopping goes backwards.</summary>
internal sealed class RunningParts : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _stops = new();

    /// <summary>A part that ends when it is disposed of.</summary>
    public T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _stops.Push(part.DisposeAsync);
        return part;
    }

    /// <summary>A part that ends in a way of its own.</summary>
    public void OnStop(Func<ValueTask> stop) => _stops.Push(stop);

    /// <summary>A part that ends at once.</summary>
    public void OnStop(Action stop) => _stops.Push(() =>
    {
        stop();
        return default;
    });

    /// <summary>Stops everything; once.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_stops.TryPop(out var stop))
        {
            await stop();
        }
    }
}
