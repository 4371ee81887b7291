using Tollgate.Control.Outbound;
using Tollgate.Recording;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Control.Registry;

/// <summary>What the process gives the registry.</summary>
internal sealed record ProviderRegistryParts
{
    public required ConfigSources Sources { get; init; }

    /// <summary>Reads the settings of an entry.</summary>
    public required ReadEntry Read { get; init; }

    /// <summary>Looks at the store and brings what changed there into force in this process.</summary>
    public required Func<CancellationToken, Task> CatchUp { get; init; }

    public required OutboundHttp Outbound { get; init; }

    /// <summary>Gets access tokens for providers that want a sign-in.</summary>
    public required Func<GoogleAccount, CancellationToken, Task<AccessToken>> SignIn { get; init; }

    public required string SnapshotPath { get; init; }

    public required EventLog Log { get; init; }

    public required TimeProvider Time { get; init; }
}
