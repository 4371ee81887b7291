using System.Net;
using Tollgate.Admission.Budgets;
using Tollgate.Keys;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Telemetry;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Listening;

/// <summary>What the process gives the gateway: clock, log, name resolution.</summary>
internal sealed class GatewayParts
{
    public required TimeProvider Time { get; init; }

    public required EventLog Log { get; init; }

    /// <summary>Makes a loop's access log ring; null switches the access log off.</summary>
    public Func<ByteRing>? AccessRing { get; init; }

    /// <summary>Where records go; null where nothing is recorded. Not started yet.</summary>
    public RequestJournal? Journal { get; init; }

    /// <summary>What earlier processes spent of budgets; null (default) = nothing is known of that.</summary>
    public BudgetTable? Budgets { get; init; }

    /// <summary>Looks a host name up.</summary>
    public required Func<string, CancellationToken, Task<IPAddress[]>> Lookup { get; init; }

    /// <summary>Gets an access token for an account of Google's, off the loops; the default can get none.</summary>
    public Func<GoogleAccount, CancellationToken, Task<AccessToken>> SignIn { get; init; } = AccessTokens.Unavailable;

    public required string Version { get; init; }

    /// <summary>Which requests are traced.</summary>
    public TraceSampling Sampling { get; init; } = TraceSampling.Off;

    /// <summary>Where the control plane is; null for a gateway without one, which answers its paths 404.</summary>
    public ControlSockets? Control { get; init; }

    /// <summary>Tells the control plane's server, once the listeners are closed, to let HTTP/2 connections finish and end. Must not block.</summary>
    public Action EndTunnels { get; init; } = static () => { };

    /// <summary>What is known about stores, journal and the rest; health shows it.</summary>
    public StatusBoard Status { get; init; } = new();

    /// <summary>Stored keys that are known before the first request.</summary>
    public Func<IReadOnlyCollection<StoredCaller>> StoredKeys { get; init; } = static () => [];

    /// <summary>Log lines lost so far.</summary>
    public Func<double> DroppedLines { get; init; } = static () => 0;

    /// <summary>One counter, owned by whoever reloads the configuration.</summary>
    public long[] ReloadFailures { get; } = new long[1];
}
