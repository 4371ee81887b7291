using Tollgate.TestSupport;

namespace Tollgate.FaultTests.Outages;

/// <summary>Stores that fail for a time, all in the same way.</summary>
internal sealed class Outage : IAsyncDisposable
{
    private readonly IReadOnlyList<StoreUnderFault> _stores;
    private readonly OutageKind _kind;
    private readonly CancellationTokenSource _over = new();
    private Task _cutting = Task.CompletedTask;

    private Outage(OutageKind kind, IReadOnlyList<StoreUnderFault> stores) => (_kind, _stores) = (kind, stores);

    public static async Task<Outage> BeginAsync(OutageKind kind, params IReadOnlyList<StoreUnderFault> stores)
    {
        var outage = new Outage(kind, stores);
        foreach (var store in stores)
        {
            await outage.HarmAsync(store);
        }

        if (kind == OutageKind.Cut)
        {
            outage._cutting = outage.CutAgainAndAgainAsync();
        }

        return outage;
    }

    public async Task EndAsync()
    {
        await _over.CancelAsync();
        await _cutting;
        foreach (var store in _stores)
        {
            if (_kind == OutageKind.Killed)
            {
                await store.Server.StartAsync();
            }

            Heal(store.Proxy);
            if (_kind == OutageKind.Hanging)
            {
                store.Proxy.CutAll(); // what was swallowed does not come again
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _cutting;
        _over.Dispose();
    }

    private static void Heal(TcpFaultProxy proxy)
    {
        proxy.Refuses = false;
        proxy.Drops = false;
        proxy.BytesPerSecond = 0;
        proxy.CutAfterBytes = null;
    }

    private async Task HarmAsync(StoreUnderFault store)
    {
        switch (_kind)
        {
            case OutageKind.Killed:
                await store.Server.KillAsync();
                break;
            case OutageKind.Refusing:
                store.Proxy.Refuses = true;
                store.Proxy.CutAll();
                break;
            case OutageKind.Hanging:
                store.Proxy.Drops = true;
                break;
            case OutageKind.Slow:
                store.Proxy.BytesPerSecond = 1;
                break;
            case OutageKind.Cut:
                store.Proxy.CutAfterBytes = 300;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(store), _kind, message: null);
        }
    }

    /// <summary>In the middle of whatever is under way then.</summary>
    private async Task CutAgainAndAgainAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(35));
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                foreach (var store in _stores) { store.Proxy.CutAll(); }
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // It is over.
        }
    }
}
