using System.Globalization;
using Tollgate.Attempts;
using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Admission.Queueing;

/// <summary>
/// Waiting instead of a refusal, for whoever acquires limits: it tries, and while it is refused by rules that queue it asks for its next turn.
/// A waiting request holds its connection and its body, and nothing of any limit.
/// </summary>
internal static class QueueStage
{
    private const int RetryAfterSeconds = 1;

    /// <summary>The caller tried in vain. Completes without a fault when it should try again: then it comes here again, or ends the wait.</summary>
    /// <param name="request">Waits from here on, if it does not yet.</param>
    /// <param name="verdict">What stopped it; permits to queue.</param>
    public static async LoopTask<GatewayFault> TurnAsync(RequestContext request, LimitVerdict verdict)
    {
        var cell = verdict.Blocking!;
        var line = LineOf(request, cell);
        var ticket = request.Waiting ?? Begin(request, cell.Rule);
        if (ticket.Line != line)
        {
            ticket.Leave(); // it kept its age: in the next queue it stands where it would had it come there first
            ticket.Join(line, MaxOf(cell));
        }
        else if (line.Stay(ticket, MaxOf(cell)))
        {
            return default;
        }
        else
        {
            ticket.TryIn(verdict.RetryMs);
        }

        while (true)
        {
            var news = await ticket.NextAsync();
            switch (news)
            {
                case QueueNews.Turn:
                    return default;
                case QueueNews.Beat:
                    ticket.Beat.Send(request, line.PositionOf(ticket, QueueBeat.MaxPosition));
                    break;
                default:
                    return await GiveUpAsync(request, ticket, line, news, verdict);
            }
        }
    }

    /// <summary>The caller got everything. A fault where the request ended while that took a moment: then all of it is to be given back.</summary>
    public static LoopTask<GatewayFault> ServedAsync(RequestContext request) =>
        request.Waiting is { } ticket ? ServedAsync(request, ticket) : default;

    /// <summary>The caller was refused for good: the request waits no more.</summary>
    public static LoopTask RefusedAsync(RequestContext request)
    {
        if (request.Waiting is not { } ticket)
        {
            return LoopTask.Completed;
        }

        ticket.Leave();
        return EndAsync(request, ticket);
    }

    /// <summary>The request is over in a way that nobody foresaw.</summary>
    public static void Drop(RequestContext request)
    {
        if (request.Waiting is { } ticket)
        {
            ticket.Leave();
            Finish(request, ticket);
        }
    }

    private static QueueLine LineOf(RequestContext request, LimitCell cell) =>
        (QueueLine)(cell.Waiters ?? cell.Attach(new QueueLine(request.Services.Shared.Metrics.Queues.For(cell.Rule.Name))));

    private static int MaxOf(LimitCell cell) => Math.Max(1, cell.Rule.Queue?.Max ?? 1);

    private static QueueTicket Begin(RequestContext request, LimitRule rule)
    {
        var ticket = request.Services.Queue.Rent();
        ticket.Begin(request, request.Services.Shared.Queues.Next(), rule);
        request.Waiting = ticket;
        if (request.Services.Shared.Draining)
        {
            ticket.Abort(AbortReason.Shutdown);
        }

        request.Client.Transport.AbortOnHangUp(ticket.OnHangUp);
        return ticket;
    }

    private static async LoopTask<GatewayFault> ServedAsync(RequestContext request, QueueTicket ticket)
    {
        ticket.Line!.Meter.CountServed(ticket.WaitedMicroseconds);
        ticket.Serve();
        var end = ticket.End;
        await EndAsync(request, ticket);
        return end == QueueNews.ClientGone || request.Client.Transport.IsHungUp ? FaultCode.ClientCancel : default;
    }

    private static async LoopTask<GatewayFault> GiveUpAsync(
        RequestContext request, QueueTicket ticket, QueueLine line, QueueNews news, LimitVerdict verdict)
    {
        if (news == QueueNews.TimedOut)
        {
            line.Meter.CountTimeout();
        }

        var fault = FaultOf(ticket, news, verdict);
        ticket.Leave();
        await EndAsync(request, ticket);
        return fault;
    }

    private static GatewayFault FaultOf(QueueTicket ticket, QueueNews news, LimitVerdict verdict) => news switch
    {
        QueueNews.ClientGone => FaultCode.ClientCancel,
        QueueNews.Stopping => AttemptFault.Stopping,
        QueueNews.Revoked => new GatewayFault(FaultCode.AuthInvalidToken, "Unauthorized: the API key became invalid while its request waited."),
        QueueNews.Evicted => new GatewayFault(
            FaultCode.QueueEvicted,
            $"The queue of the limit '{ticket.Rule}' is full and this request was the oldest in it, after {Seconds(ticket)} s. Retry later.",
            RetryAfterSeconds: verdict.RetryMs > 0 ? verdict.RetryAfterSeconds : RetryAfterSeconds),
        _ => new GatewayFault(
            FaultCode.QueueTimeout,
            $"The request waited {Seconds(ticket)} s in the queue of the limit '{ticket.Rule}', which is as long as it may.",
            RetryAfterSeconds: verdict.RetryMs > 0 ? verdict.RetryAfterSeconds : RetryAfterSeconds),
    };

    private static string Seconds(QueueTicket ticket) => (ticket.WaitedMicroseconds / 1e6).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>What follows writes to the same socket as the comments did.</summary>
    private static async LoopTask EndAsync(RequestContext request, QueueTicket ticket)
    {
        await ticket.Beat.QuietAsync();
        Finish(request, ticket);
    }

    private static void Finish(RequestContext request, QueueTicket ticket)
    {
        request.Record.QueuedMicroseconds = ticket.WaitedMicroseconds;
        request.Waiting = null;
        request.Client.Transport.AbortOnHangUp(null);
        request.Services.Queue.Return(ticket);
    }
}
