using Tollgate.Control.Outbound;
using Tollgate.Host.Reloading;
using Tollgate.Host.Remote;
using Tollgate.Listening;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>Follows the source of the configuration for as long as the gateway runs.</summary>
internal static class ConfigFollower
{
    /// <summary>Starts to follow it, and shows it on the status page.</summary>
    /// <param name="source">What the start began with.</param>
    /// <param name="publisher">Brings changes into force.</param>
    /// <param name="parts">Clock, log and status page.</param>
    /// <param name="server">Has the page of metrics.</param>
    /// <param name="outbound">Makes the client for a URL.</param>
    /// <param name="running">Stops it at the end.</param>
    /// <returns>Looks at once; null where there is nothing that changes.</returns>
    public static Action? Follow(
        ConfigSource source, ConfigPublisher publisher, GatewayParts parts, GatewayServer server, OutboundHttp outbound, RunningParts running)
    {
        if (source.Remote is { } beginning)
        {
            return Follow(beginning, publisher.Reload(source.Config), parts, server, outbound, running);
        }

        parts.Status.ConfigSource = new ConfigSourceReading(source.Kind, source.Name);
        if (source.Path is null)
        {
            return null;
        }

        var watcher = new ConfigWatcher(source.Path, source.Fingerprint, Environment.GetEnvironmentVariable, publisher.Reload(source.Config), parts.Time);
        watcher.Start();
        running.Add(watcher);
        return static () => { }; // a file is looked at four times a second
    }

    private static Action Follow(
        RemoteBeginning beginning, ConfigReload reload, GatewayParts parts, GatewayServer server, OutboundHttp outbound, RunningParts running)
    {
        var (address, settings) = (beginning.Address, beginning.Settings);
        var report = new RemoteReport(address.Name, beginning.CopiedAt, parts.Log, parts.Status, parts.Time);
        report.AddTo(server.Metrics);
        if (beginning.CopiedAt is not null)
        {
            report.BeganWithCopy(beginning.Problem);
        }

        var watcher = new RemoteWatcher(beginning, new RemoteWatcherParts
        {
            Fetcher = new RemoteFetcher(address, settings, outbound, parts.Time),
            Document = new RemoteDocument(address, settings, Environment.GetEnvironmentVariable),
            Reload = reload,
            Copy = new RemoteCopy(reload.Current.Storage.DataDir, address),
            Pace = new RemotePace(settings.Poll, new Random().NextDouble),
            Report = report,
            Log = parts.Log,
            Time = parts.Time,
        });
        watcher.Start();
        running.Add(watcher);
        return watcher.LookNow;
    }
}
