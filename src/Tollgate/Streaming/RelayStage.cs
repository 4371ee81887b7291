using Tollgate.Admission;
using Tollgate.Attempts;
using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Streaming.Live;

namespace Tollgate.Streaming;

/// <summary>Stage 7: the answer to the client, as it arrives. Framing is ours, payload bytes are the upstream's.</summary>
internal static class RelayStage
{
    /// <summary>Longest understood answer that is not a stream.</summary>
    private const long MaxAnswerBytes = 1L << 30;

    /// <summary>Chooses how the answer is handled. Not async itself: what streams for minutes shall not hold one method more.</summary>
    public static LoopTask<RelayOutcome> RunAsync(RequestContext request)
    {
        var connection = request.Connection!;
        var answer = request.Answer!;
        if (answer.Status == 101)
        {
            return Tunnel.RunAsync(request, connection);
        }

        if (request.Live is not null)
        {
            return LiveRefusal.RelayAsync(request);
        }

        if ((request.Reader.Mask = SecretMask.For(request)) is { } mask)
        {
            mask.Apply(connection.In.UnreadWritable); // its head, and the body as far as it is here
        }

        var framing = answer.FramingFor(request.Verb);
        CloudRefusal.Prepare(request);
        if (request.Translation is not null)
        {
            return TranslatedRelay.RunAsync(request, connection, framing);
        }

        return answer.ValueOf(KnownField.ContentType).IsEmpty && request.Stream && framing != BodyFraming.None
            ? RelayUntypedAsync(request, connection, framing)
            : Relay(request, connection, framing);
    }

    /// <summary>Makes of a failed relay what the people concerned should hear: whose doing it was.</summary>
    public static RelayOutcome Explain(RequestContext request, RelayOutcome outcome)
    {
        if (outcome == RelayOutcome.Complete)
        {
            return outcome;
        }

        var client = request.Client.Transport;
        var upstream = request.Connection!.Transport.Aborted;
        if (client.IsHungUp || client.Aborted != AbortReason.None || upstream == AbortReason.PeerGone)
        {
            return RelayOutcome.ClientGone;
        }

        return (outcome, upstream) switch
        {
            (RelayOutcome.UpstreamBroke, AbortReason.Deadline) => RelayOutcome.UpstreamTimeout,
            (RelayOutcome.UpstreamBroke, AbortReason.Shutdown) => RelayOutcome.Stopped,
            (RelayOutcome.UpstreamBroke, AbortReason.Revoked) => RelayOutcome.KeyRevoked,
            _ => outcome,
        };
    }

    private static async LoopTask<RelayOutcome> RelayUntypedAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        await UntypedAnswer.PeekAsync(request, connection, framing);
        return await Relay(request, connection, framing);
    }

    private static LoopTask<RelayOutcome> Relay(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        var answer = request.Answer!;
        var kind = AnswerKinds.Of(request, connection, framing);
        if (kind == AnswerKind.Wrong || (kind == AnswerKind.Json && answer.ContentLength > MaxAnswerBytes))
        {
            return new LoopTask<RelayOutcome>(RelayOutcome.BadAnswer);
        }

        request.UpstreamReusable = answer.KeepAlive && framing != BodyFraming.UntilClose;
        Arm(request, connection);
        return kind switch
        {
            not AnswerKind.Events when request.HeadIsOut => LateAnswer.RelayAsync(request, connection, framing),
            AnswerKind.Events => EventRelay.RunAsync(request, connection, framing),
            AnswerKind.Unreadable => UnreadableRefusal.SendAsync(request, connection),
            AnswerKind.Json => JsonRelay.Relay(request, connection, framing),
            _ => ByteRelay.RelayAsync(request, connection, framing),
        };
    }

    /// <summary>Sets the deadline for the next read: the idle limit, or what is left of the whole.</summary>
    public static void Arm(RequestContext request, UpstreamConnection connection)
    {
        connection.Transport.SetDeadline(Math.Max(1, Math.Min(request.Upstream.Deadlines.Idle, Deadline.LeftMs(request))));
    }

    /// <summary>Nothing is sent again from here on: head and body of the request give their memory back while the answer streams.</summary>
    public static void ReleaseForStream(RequestContext request)
    {
        if (request.Continuation is { MayGoOn: true })
        {
            return; // it may be sent again after all
        }

        if (request.Upload is null)
        {
            if (!request.Tap.HasUsage)
            {
                request.CountPrompt(); // should its stream be cut, nobody will know
            }

            request.ReleaseRequest();
            AdmissionStage.ReleaseForStream(request);
        }
        else
        {
            request.Upload.AnswerHasBegun = true;
        }
    }
}
