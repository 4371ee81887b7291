using Tollgate.Host.Reloading;
using Tollgate.Recording;

namespace Tollgate.Host.Remote;

/// <summary>Whom a <see cref="RemoteWatcher"/> works with.</summary>
internal sealed record RemoteWatcherParts
{
    /// <summary>Disposed of with the watcher.</summary>
    public required RemoteFetcher Fetcher { get; init; }

    public required RemoteDocument Document { get; init; }

    public required ConfigReload Reload { get; init; }

    public required RemoteCopy Copy { get; init; }

    public required RemotePace Pace { get; init; }

    public required RemoteReport Report { get; init; }

    public required EventLog Log { get; init; }

    public required TimeProvider Time { get; init; }
}
