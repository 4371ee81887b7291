using System.Net;
using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Forwarding;
using Tollgate.Listening;

namespace Tollgate.Host.Serving;

/// <summary>Calls off the request path: by the rules of the configuration, and of the running engine as soon as there is one.</summary>
internal sealed class Outbound
{
    private readonly EgressPolicy _beginning;
    private GatewayServer? _server;

    public Outbound(GatewayConfig config, Func<string, CancellationToken, Task<IPAddress[]>> lookup)
    {
        _beginning = EgressPolicies.Build(config, []);
        Http = new OutboundHttp(() => Volatile.Read(ref _server)?.Egress ?? _beginning, lookup);
    }

    public OutboundHttp Http { get; }

    /// <summary>From here on the rules in force are the server's.</summary>
    public void Follow(GatewayServer server) => Volatile.Write(ref _server, server);
}
