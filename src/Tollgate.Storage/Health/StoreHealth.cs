using Tollgate.Recording.Journal;

namespace Tollgate.Storage.Health;

/// <summary>Whether a store works, for the status page and metrics. Starts as connected: nothing has failed yet.</summary>
internal sealed class StoreHealth(string name, TimeProvider time)
{
    /// <summary>For a whole batch.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private StoreHealthState _state = new(name, StoreFault.None, time.GetUtcNow(), 0, 0, "");

    public StoreHealthState State
    {
        get
        {
            lock (_gate) { return _state; }
        }
    }

    /// <summary>Runs a write and keeps count; what it throws comes out classified, but for the caller's own stop.</summary>
    /// <remarks>
    /// A driver may want to say goodbye to a server that no longer answers: the caller need not wait for that. The write's own lock keeps the
    /// next one out meanwhile.
    /// </remarks>
    public async Task WriteAsync(RecordBatch batch, Func<CancellationToken, Task> write, CancellationToken stop)
    {
        using var timer = new CancellationTokenSource(WriteTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, timer.Token);
        var writing = write(both.Token);
        try
        {
            await writing.WaitAsync(both.Token);
            Note(StoreFault.None, batch.Entries.Count, "");
        }
        catch (OperationCanceledException) when (!writing.IsCompleted)
        {
            _ = writing.ContinueWith(
                static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            stop.ThrowIfCancellationRequested();
            throw Note(new TimeoutException());
        }
        catch (Exception failure) when (!stop.IsCancellationRequested)
        {
            throw Note(failure);
        }
    }

    /// <summary>Runs a question; a failure is classified, and does not count against the store's writing.</summary>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken stop)
    {
        try
        {
            return await ask(stop);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested && failure is not ArgumentException)
        {
            throw StoreFaults.Classify(name, failure);
        }
    }

    private StoreException Note(Exception failure)
    {
        var known = StoreFaults.Classify(name, failure);
        Note(known.Fault, 0, known.Message);
        return known;
    }

    private void Note(StoreFault fault, int records, string problem)
    {
        lock (_gate)
        {
            var isSame = _state.Fault == fault;
            _state = _state with
            {
                Fault = fault,
                Since = isSame ? _state.Since : time.GetUtcNow(),
                Records = _state.Records + records,
                Failures = _state.Failures + (fault is StoreFault.None ? 0 : 1),
                Problem = problem,
            };
        }
    }
}
