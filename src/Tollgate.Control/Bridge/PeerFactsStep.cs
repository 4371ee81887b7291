using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tollgate.Control.Hosting;
using Tollgate.Listening;
using Tollgate.Recording;

namespace Tollgate.Control.Bridge;

/// <summary>
/// Turns what the engine says about a request's client into <see cref="PeerFacts"/>: its header lines on the HTTP/1.1 socket, the PROXY header of
/// the connection on the other, where lines of those names are a client's own and worth nothing. Either way they end here.
/// </summary>
internal sealed class PeerFactsStep(RequestDelegate next, ClientAddress clients)
{
    private const int IdBytes = 12;

    public Task InvokeAsync(HttpContext context)
    {
        var facts = context.Features.Get<ProxyFacts>() is { } proxy ? OfTunnel(context, proxy) : OfEngine(context.Request.Headers);
        foreach (var name in BridgeHeaders.All)
        {
            context.Request.Headers.Remove(name);
        }

        if (facts.TlsProtocol is not null)
        {
            context.Request.Scheme = "https";
        }

        context.Connection.RemoteIpAddress = facts.Address;
        context.TraceIdentifier = facts.RequestId;
        context.Features.Set(facts);
        return next(context);
    }

    private static PeerFacts OfEngine(IHeaderDictionary headers)
    {
        var address = IPAddress.TryParse(headers[BridgeHeaders.Peer], out var parsed) ? parsed : IPAddress.None;
        return new PeerFacts(address, Text(headers[BridgeHeaders.Tls]), Text(headers[BridgeHeaders.ClientCertificate]), headers[BridgeHeaders.RequestId].ToString())
        {
            Listener = headers[BridgeHeaders.Listener].ToString(),
        };
    }

    private PeerFacts OfTunnel(HttpContext context, ProxyFacts proxy)
    {
        var given = context.Request.Headers[BridgeHeaders.RequestId].ToString();
        var id = RequestId.IsAcceptable(Encoding.UTF8.GetBytes(given)) ? given : "req_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        context.Request.Headers[BridgeHeaders.RequestId] = id;
        context.Response.Headers[BridgeHeaders.RequestId] = id;
        var address = clients.Trusts(proxy.Peer.Address)
            ? clients.Find(context.Request.Headers["X-Forwarded-For"], proxy.Peer.Address)
            : proxy.Peer.Address;
        return new PeerFacts(address, proxy.TlsProtocol, proxy.ClientCertificateSha256, id) { Listener = proxy.Listener };
    }

    private static string? Text(StringValues value) => StringValues.IsNullOrEmpty(value) ? null : value.ToString();
}
