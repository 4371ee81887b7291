using Tollgate.Recording;

namespace Tollgate.Control.Registry;

/// <summary>Work that is done again and again beside the requests. A failure is told of and does not end it.</summary>
internal sealed class RegistryLoops(EventLog log, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    /// <summary>Runs this at once, and again this long after.</summary>
    public void Add(TimeSpan every, Func<CancellationToken, Task> run) => _running.Add(Task.Run(() => RunAsync(every, run)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private async Task RunAsync(TimeSpan every, Func<CancellationToken, Task> run)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            do
            {
                try
                {
                    await run(_stop.Token);
                }
#pragma warning disable CA1031 // the edge of a background loop: a bug here must not end it
                catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    log.Error(RegistryEvents.LoopFault, "Work of the registry failed unexpectedly", ("exception", fault.ToString()));
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
