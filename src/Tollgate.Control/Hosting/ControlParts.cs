using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tollgate.Control.Http;
using Tollgate.Recording;

namespace Tollgate.Control.Hosting;

/// <summary>What the process gives the control plane.</summary>
internal sealed class ControlParts
{
    public required TimeProvider Time { get; init; }

    public required EventLog Log { get; init; }

    /// <summary>Decides who may use the admin API.</summary>
    public required AdminAuth Auth { get; init; }

    /// <summary>Each maps the endpoints of one area, with whole paths. All but those that say otherwise need the admin key.</summary>
    public required IReadOnlyList<Action<RouteGroupBuilder>> Areas { get; init; }

    /// <summary>Runs before everything else, for every request: takes the engine's word about the peer, passes on what is data plane.</summary>
    public Action<IApplicationBuilder>? Front { get; init; }

    /// <summary>Prepares the listener for HTTP/2 connections: what comes before their first frame.</summary>
    public Action<ListenOptions>? Tunnel { get; init; }
}
