using System.Net;
using Tollgate.Loops;
using Tollgate.Streaming;

namespace Tollgate.Listening;

/// <summary>
/// A whole HTTP/2 connection, passed through to the control plane's server as bytes. The engine speaks HTTP/1.1 only; what turns out to be a
/// call to a model comes back from there over the internal listener.
/// </summary>
internal static class Http2Tunnel
{
    private const long ConnectMs = 2_000;

    /// <summary>An empty SETTINGS frame, and a GOAWAY that says that no stream was looked at: safe to try again.</summary>
    private static readonly byte[] NotNow = [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>What a client that knows HTTP/2 beforehand begins with (RFC 9113 3.4), as far as an HTTP/1.1 head goes.</summary>
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\n"u8;

    /// <summary>Whether a head that is none of HTTP/1.1 is the beginning of an HTTP/2 connection that can be served.</summary>
    public static bool Begins(LoopServices services, ReadOnlySpan<byte> bytes) => services.Shared.Control is not null && bytes.StartsWith(Preface);

    /// <summary>Serves it to its end. What was received already is still in the client's buffer.</summary>
    public static async LoopTask RunAsync(LoopServices services, ClientConnection client)
    {
        var control = services.Shared.Control!;
        client.Transport.ClearDeadline();
        var server = await services.Loop.ConnectLocalAsync(control.Sockets.Http2, ConnectMs);
        if (server is null)
        {
            await client.SendAsync(NotNow);
            return;
        }

        control.CountTunnel(1);
        var answers = new ReceiveBuffer(server);
        try
        {
            var header = SendBuffer.Rent(services.Loop);
            var verdict = ControlAccess.Of(client.Listener, services.Shared.Snapshots.Current.Config);
            ProxyHeader.Write(header, new IPEndPoint(client.Peer, client.PeerPort), client.Listener, client.Tls, verdict);
            var sent = await server.SendAsync(header.Memory);
            header.Return();
            if (!sent)
            {
                return;
            }

            var upward = new TunnelDirection(client.In, client.Transport, server);
            var downward = new TunnelDirection(answers, server, client.Transport, send: client.SendAsync);
            upward.RunAsync().Forget();
            await downward.RunAsync();
            await upward.EndedAsync();
        }
        finally
        {
            control.CountTunnel(-1);
            answers.Release();
            server.Close();
        }
    }
}
