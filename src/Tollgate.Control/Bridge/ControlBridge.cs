using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tollgate.Listening;

namespace Tollgate.Control.Bridge;

/// <summary>The control plane's end of what joins it to the engine.</summary>
internal sealed class ControlBridge : IDisposable
{
    private readonly ClientAddress _clients;
    private readonly ProxyProtocol _tunnels;
    private readonly DataPlaneAdapter _adapter;

    /// <summary>A bridge.</summary>
    /// <param name="sockets">Where both meet.</param>
    /// <param name="trustedProxies"><c>server.trusted_proxies</c>.</param>
    /// <param name="time">The clock.</param>
    public ControlBridge(ControlSockets sockets, IReadOnlyList<string> trustedProxies, TimeProvider time)
    {
        _clients = new ClientAddress(trustedProxies);
        _tunnels = new ProxyProtocol(time);
        _adapter = new DataPlaneAdapter(sockets.Internal);
    }

    /// <summary>Prepares the listener for HTTP/2 connections.</summary>
    public void Tunnel(ListenOptions listen) => listen.Use((ConnectionDelegate next) => connection => _tunnels.RunAsync(connection, next));

    /// <summary>Runs before everything else, for every request.</summary>
    public void Front(IApplicationBuilder app)
    {
        app.Use(next => new PeerFactsStep(next, _clients).InvokeAsync);
        app.Use(next => new DataPlaneStep(next, _adapter).InvokeAsync);
    }

    /// <summary>Asks the engine over the internal listener.</summary>
    public Task<byte[]> AskAsync(HttpRequestMessage request, CancellationToken stop) => _adapter.AskAsync(request, stop);

    /// <summary>Lets the HTTP/2 connections finish and end.</summary>
    public void EndTunnels() => _tunnels.EndAll();

    public void Dispose() => _adapter.Dispose();
}
