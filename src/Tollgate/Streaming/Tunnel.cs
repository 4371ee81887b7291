using System.Diagnostics;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>
/// After 101 the connection is bytes both ways until either side ends, or both are silent for too long (WebSocket). What a realtime session uses is
/// read in passing.
/// </summary>
internal static class Tunnel
{
    public static async LoopTask<RelayOutcome> RunAsync(RequestContext request, UpstreamConnection connection)
    {
        var answer = request.Answer!;
        if (request.Upload is not null || !request.Head.UpgradeRequested)
        {
            // Not asked for; or in the middle of a body, whose head is no longer here and whose bytes are not the tunnel's.
            return RelayOutcome.BadAnswer;
        }

        if (request.Live is not null && WebSocketExtensions.AreIn(answer, connection.In.Unread))
        {
            return RelayOutcome.BadAnswer; // none was offered, and the client has been told so
        }

        var head = request.Live is null ? ComposeHead(request, connection) : null;
        var session = RealtimeSession.For(request, connection);
        request.Tap.BeginOpaque();
        connection.In.Consume(answer.Length);
        request.ReleaseAnswer();
        request.KeepAlive = false;
        if (head is null)
        {
            request.Record.Status = 101;
            request.Committed = true;
            request.FirstOut = Stopwatch.GetTimestamp();
        }
        else
        {
            var sent = await AnswerWriter.SendAsync(request, head.Memory);
            head.Return();
            if (!sent)
            {
                return RelayOutcome.ClientGone;
            }
        }

        request.ReleaseRequest();
        var client = request.Client;
        client.Transport.AbortOnHangUp(null);
        connection.Transport.ClearDeadline();
        var watch = new TunnelWatch(client.Transport.Loop, request.Upstream.Deadlines.TunnelIdle, client.Transport, connection.Transport);
        var upward = new TunnelDirection(client.In, client.Transport, connection.Transport, watch, session);
        var downward = new TunnelDirection(connection.In, connection.Transport, client.Transport, watch, session, isRead: true);
        watch.Start();
        var renamed = request.Live?.TakeRenamed(request);
        request.Live?.Release();
        var named = renamed?.Count ?? 0;
        if (renamed is not null)
        {
            await connection.Transport.SendAsync(renamed.Memory);
            renamed.Return();
        }

        upward.RunAsync().Forget();
        await downward.RunAsync();
        await upward.EndedAsync();
        watch.Stop();
        request.Record.RequestBytes = named + upward.Bytes;
        request.Record.ResponseBytes = downward.Bytes;
        return RelayOutcome.Complete;
    }

    private static SendBuffer ComposeHead(RequestContext request, UpstreamConnection connection)
    {
        var head = AnswerWriter.ComposeHead(request, connection, 128, reframed: false);
        head.Write("connection: Upgrade\r\nupgrade: "u8);
        head.Write(request.Head.ValueOf(KnownField.Upgrade).Of(request.Client.In.Unread));
        head.Write("\r\n\r\n"u8);
        return head;
    }
}
