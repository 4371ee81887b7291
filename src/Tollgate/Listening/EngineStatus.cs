using Tollgate.Telemetry;

namespace Tollgate.Listening;

/// <summary>What the engine can tell about itself at a moment. Read from any thread but a loop's; the numbers are not of one instant.</summary>
/// <param name="Draining">It is on its way out.</param>
/// <param name="Generation">Number of the configuration in force.</param>
/// <param name="ConnectionLimit">Most client connections at once.</param>
/// <param name="ConnectionsRefused">Connections refused because there were too many.</param>
/// <param name="Loops">Each event loop.</param>
/// <param name="Providers">Each provider that is configured.</param>
internal sealed record EngineStatus(
    bool Draining,
    long Generation,
    int ConnectionLimit,
    long ConnectionsRefused,
    IReadOnlyList<LoopStatus> Loops,
    IReadOnlyList<ProviderStatus> Providers)
{
    /// <summary>Reads it.</summary>
    public static EngineStatus Of(SharedServices shared, IReadOnlyList<LoopServices> loops)
    {
        var snapshot = shared.Snapshots.Current;
        return new EngineStatus(
            shared.Draining,
            snapshot.Generation,
            shared.ConnectionCap.Limit,
            shared.ConnectionCap.Refused,
            [.. loops.Select(StatusOf)],
            [.. snapshot.Config.Providers.Select(config => StatusOf(config, snapshot, shared, loops))]);
    }

    private static LoopStatus StatusOf(LoopServices loop) => new(
        loop.ConnectionCount,
        loop.Metrics.Read(LoopCounter.ActiveRequests),
        Volatile.Read(ref loop.Loop.Counters.Turns),
        Volatile.Read(ref loop.Loop.Counters.Faults));

    private static ProviderStatus StatusOf(
        Configuration.ProviderConfig config, Configuration.ConfigSnapshot snapshot, SharedServices shared, IReadOnlyList<LoopServices> loops)
    {
        var live = Array.Find(snapshot.Providers, provider => provider.Name == config.Name);
        var budget = live is null ? null : shared.Upstreams.BudgetOf(live);
        var (attempts, failed) = (0L, 0L);
        foreach (var series in shared.Metrics.Series.All)
        {
            if (series.Provider != config.Name)
            {
                continue;
            }

            foreach (var loop in loops)
            {
                if (loop.Metrics.Peek(series) is { } counters)
                {
                    attempts += counters.Attempts;
                    foreach (var errors in counters.Errors)
                    {
                        failed += errors;
                    }
                }
            }
        }

        return new ProviderStatus(
            config.Name, config.Kind, config.Enabled, budget?.Open ?? 0, budget?.Idle ?? 0, attempts, failed,
            live?.CheckState is { } check ? !check.IsUnhealthy : null, TargetStatus.Of(snapshot, config.Name, Environment.TickCount64));
    }
}
