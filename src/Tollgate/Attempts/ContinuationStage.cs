using Tollgate.Admission;
using Tollgate.Balancing;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Routing;
using Tollgate.Routing.Explain;
using Tollgate.Streaming;

namespace Tollgate.Attempts;

/// <summary>
/// Behind stage 7, where a model wants it: a stream that broke off is gone on with at another candidate, which gets the text so far as the beginning
/// of its answer. Once for a request, out of the retry budget, within the deadline of the whole.
/// </summary>
internal static class ContinuationStage
{
    /// <summary>How the relay ended in the end: of the second stream where there is one, else as before.</summary>
    public static async LoopTask<RelayOutcome> RunAsync(RequestContext request, RelayOutcome broken)
    {
        var continuation = request.Continuation!;
        if (!MayBegin(request, continuation, broken) || !MeteringStage.TryKeep(request, continuation))
        {
            return broken;
        }

        var (upstream, deployment, served) = (request.Upstream, request.Deployment, request.Record.ModelServed);
        TargetReport.Relayed(request, broken);
        request.Client.Transport.AbortOnHangUp(null);
        request.Trace?.AttemptDropped(request.TraceNumber);
        AttemptStage.Discard(request);
        if (deployment is not null)
        {
            ProviderLimits.Leave(request, deployment); // its place is free; what it wrote counts
        }

        request.Heartbeat.Start(request);
        var outcome = await AskAsync(request, continuation);
        request.Heartbeat.Stop();
        await request.Heartbeat.QuietAsync(); // what follows writes to the same socket
        var revoked = request.Caller is { } caller && !request.Services.Shared.Keys.Admits(caller, request.Services.UnixMilliseconds);
        if (outcome == AttemptOutcome.Answered && !revoked)
        {
            continuation.GoOn();
            request.HeadIsOut = true;
            request.Services.Shared.Continuations.CountContinued();
            return RelayStage.Explain(request, await RelayStage.RunAsync(request));
        }

        AttemptStage.Discard(request);
        TargetReport.Release(request);
        request.Services.Shared.Continuations.CountFailed();
        (request.Upstream, request.Deployment) = (upstream, deployment);
        (request.Record.Provider, request.Record.ModelServed) = (upstream.NameUtf8, served); // whose answer the client has
        return request.Client.Transport.IsHungUp ? RelayOutcome.ClientGone
            : revoked ? RelayOutcome.KeyRevoked
            : outcome == AttemptOutcome.Stopped ? RelayOutcome.Stopped
            : broken;
    }

    private static bool MayBegin(RequestContext request, Continuation continuation, RelayOutcome broken) =>
        continuation.MayGoOn && broken is RelayOutcome.UpstreamBroke or RelayOutcome.UpstreamTimeout && request.Committed
        && request.Record.Attempts < request.Route!.Attempts.Max && Deadline.LeftMs(request) > 0 && !request.Client.Transport.IsHungUp;

    /// <summary>One candidate after another until one begins a stream.</summary>
    private static async LoopTask<AttemptOutcome> AskAsync(RequestContext request, Continuation continuation)
    {
        var loop = request.Services.Loop;
        var budget = request.Services.Shared.Retries;
        LeaveOutUnable(request);
        for (var asked = true; ;)
        {
            if (asked && !budget.TryTake(loop.NowMs))
            {
                return AttemptOutcome.NoTarget;
            }

            var next = await Candidates.NextAsync(request);
            if (next < 0)
            {
                if (asked)
                {
                    budget.GiveBack(loop.NowMs);
                }

                return AttemptOutcome.NoTarget;
            }

            var outcome = await AskAsync(request, continuation, next);
            asked = outcome is not (AttemptOutcome.Unreachable or AttemptOutcome.NoPlace or AttemptOutcome.NoCredential or AttemptOutcome.NoPorts);
            if (outcome is AttemptOutcome.Answered or AttemptOutcome.ClientGone or AttemptOutcome.Stopped or AttemptOutcome.OwnShortage
                || request.Record.Attempts >= request.Route!.Attempts.Max || Deadline.LeftMs(request) <= 0)
            {
                return outcome;
            }

            TargetReport.Release(request);
            AttemptStage.Discard(request);
            ProviderLimits.GiveBack(request, request.Candidates[next]);
        }
    }

    /// <summary><see cref="AttemptOutcome.Answered"/> only for a stream.</summary>
    private static async LoopTask<AttemptOutcome> AskAsync(RequestContext request, Continuation continuation, int index)
    {
        var (sent, answerHead) = (request.Sent, request.AnswerHead);
        AttemptStage.Bind(request, index);
        ContinuationBody.AddTo(request, continuation);
        request.Record.Attempts++;
        request.TraceNumber = request.Trace?.AttemptBegan(index, AttemptCause.Continuation, 0, (byte)(request.Pass & 1)) ?? 0;
        var outcome = await AttemptStage.AskAsync(request, index);
        request.Services.CountAttempt(request, outcome);
        TargetFigures.Tell(request, outcome);
        TargetReport.Attempted(request, outcome);
        var status = request.Answer?.Status ?? 0;
        if (outcome == AttemptOutcome.Answered && status is >= 200 and < 300 && !IsStream(request))
        {
            outcome = AttemptOutcome.NotHttp; // nor is it a stream of events
        }

        request.Trace?.AttemptEnded(request.TraceNumber, outcome, status, request.AnswerHead);
        (request.Sent, request.AnswerHead) = (sent, answerHead); // the gateway's own time was measured at the first one
        if (outcome == AttemptOutcome.Answered && status is not (>= 200 and < 300))
        {
            request.Trace?.AttemptDropped(request.TraceNumber);
            return AttemptOutcome.Reset;
        }

        return outcome;
    }

    private static bool IsStream(RequestContext request)
    {
        const string Type = "text/event-stream";
        var connection = request.Connection!;
        var type = request.Answer!.ValueOf(KnownField.ContentType).Of(connection.In.Unread);
        return type.Length >= Type.Length && System.Text.Ascii.EqualsIgnoreCase(type[..Type.Length], Type) && !AnswerKinds.IsEncoded(request.Answer, connection);
    }

    private static void LeaveOutUnable(RequestContext request)
    {
        for (var i = 0; i < request.Candidates.Length; i++)
        {
            if (request.Candidates[i].Prefill == PrefillStyle.None || !FormatTable.Passes(request, request.Candidates[i]))
            {
                request.Notes.Incapable |= 1UL << i;
            }
        }
    }
}
