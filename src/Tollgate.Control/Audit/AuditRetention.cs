using System.Globalization;
using Tollgate.Control.Keys;
using Tollgate.Control.Store;
using Tollgate.Recording;

namespace Tollgate.Control.Audit;

/// <summary>
/// Removes entries of the audit trail that are older than they are to be kept, beside all requests and a few at a time: the store's write lock is
/// held for moments. Each time leaves an entry of its own.
/// </summary>
/// <param name="audit">The trail.</param>
/// <param name="keep">How long an entry is kept.</param>
/// <param name="log">Hears why it could not be done; it is tried again.</param>
/// <param name="time">The clock.</param>
internal sealed class AuditRetention(IAuditRows audit, TimeSpan keep, EventLog log, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Entries that one transaction removes at most.</summary>
    public const int Batch = 1_000;

    /// <summary>A process that has just started has other things to do.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private static readonly AuditActor Actor = new("gateway", null);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _removed;

    /// <summary>Entries removed by this process.</summary>
    public long Removed => Interlocked.Read(ref _removed);

    /// <summary>Does it from now on.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Removes what is too old now.</summary>
    /// <exception cref="ControlStoreException">The store does not take it now.</exception>
    public async Task PruneAsync(CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var before = now - keep;
        int removed;
        do
        {
            removed = await audit.PruneAsync(before, Batch, count => Entry(now, before, count), stop);
            Interlocked.Add(ref _removed, removed);
        }
        while (removed == Batch);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static AuditEntry Entry(DateTimeOffset now, DateTimeOffset before, int count) => Actor.Entry(
        now, "audit.prune", "audit", "", string.Create(CultureInfo.InvariantCulture, $$"""{"entries":{{count}},"before":"{{before:yyyy-MM-ddTHH:mm:ssZ}}"}"""), null);

    private async Task RunAsync()
    {
        for (var wait = First; ; wait = Every)
        {
            await Task.Delay(wait, time, _stop.Token);
            try
            {
                await PruneAsync(_stop.Token);
            }
#pragma warning disable CA1031 // the edge of a background loop: a store that fails now is asked again in an hour
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                log.Warn(KeyEvents.AuditNotPruned, "Old entries of the audit trail stay for now", ("reason", fault is ControlStoreException ? fault.Message : fault.ToString()));
            }
        }
    }
}
