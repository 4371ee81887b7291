using System.Diagnostics;
using Tollgate.Balancing;
using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Routing.Explain;
using Tollgate.Surfaces;

namespace Tollgate.Attempts;

/// <summary>
/// Stage 6: one attempt after another until an upstream answers. Nothing here has reached the client yet, and what may be tried again is
/// decided by what the failed attempt can have done:
/// nothing processed — the next candidate; a whole 429 or 5xx — the next candidate; no first byte in time — one fallback; broken after the
/// request was sent — only where the provider's <c>retry_unsafe</c> says so; a body that was passed on as it came — never.
/// </summary>
internal static class AttemptStage
{
    /// <summary>Requirement 2.4.</summary>
    private const int MaxAttempts = 3;

    public static async LoopTask<AttemptOutcome> RunAsync(RequestContext request)
    {
        var last = Math.Min(MaxAttempts, Math.Max(1, request.Candidates.Length)) - 1;
        var timeouts = 0;
        var index = request.HasCandidates ? BalancingStage.Next(request) : 0;
        if (index < 0)
        {
            return AttemptOutcome.NoTarget;
        }

        for (var i = 0; ; i++)
        {
            Bind(request, index);
            request.Record.Attempts++;
            request.Trace?.AttemptBegan(index, i == 0 ? AttemptCause.First : AttemptCause.NextTarget);
            AttemptOutcome outcome;
            var fresh = false;
            while (true)
            {
                outcome = await SendAsync(request, fresh);
                if (outcome == AttemptOutcome.Sent)
                {
                    outcome = Received(request, await request.Connection!.ReadHeadAsync(request.Answer!, request.Services.Limits));
                }

                if (outcome != AttemptOutcome.DeadConnection || fresh)
                {
                    break;
                }

                // Not the provider's failure: a kept-alive connection had been closed at the other end.
                fresh = true;
            }

            request.Services.CountAttempt(request, outcome);
            request.Trace?.AttemptEnded(outcome, request.Answer?.Status ?? 0, request.AnswerHead);
            TargetFigures.Tell(request, outcome);
            timeouts += outcome == AttemptOutcome.NoFirstByte ? 1 : 0;

            // The next one is found before this answer is thrown away: where nobody is left, it is the client's.
            if (i == last || !MayGoOn(request, outcome, timeouts) || !request.HasCandidates || (index = BalancingStage.Next(request)) < 0)
            {
                return outcome;
            }

            request.Trace?.AttemptDropped(i);
            Discard(request);
        }
    }

    /// <summary>Ends what an attempt left open: its answer is not wanted.</summary>
    public static void Discard(RequestContext request)
    {
        request.ReleaseAnswer();
        request.LeaveTarget();
        request.Connection?.Close();
        request.Connection = null;
    }

    /// <summary>A body that was passed on is complete in the end, and gone: whether it can be sent again is a question of the upload.</summary>
    private static bool MayGoOn(RequestContext request, AttemptOutcome outcome, int timeouts) => outcome switch
    {
        _ when request.Upload is not null => false,
        AttemptOutcome.Answered => request.Answer!.Status is 429 or (>= 500 and <= 599),
        AttemptOutcome.Unreachable => true,
        AttemptOutcome.DeadConnection => request.Body.IsComplete,
        AttemptOutcome.NoFirstByte => timeouts == 1 && request.Body.IsComplete,
        AttemptOutcome.Reset or AttemptOutcome.NotHttp => request.Upstream is Provider { RetryUnsafe: true } && request.Body.IsComplete,
        _ => false,
    };

    /// <summary>Makes the request one for this candidate: whose it is, and which edits its body needs.</summary>
    private static void Bind(RequestContext request, int index)
    {
        request.StripUsage = false;
        if (!request.HasCandidates)
        {
            request.Upstream = request.Fixed!;
            request.Record.Provider = request.Upstream.NameUtf8;
            return;
        }

        var deployment = request.Candidates[index];
        var provider = deployment.Provider;
        request.Upstream = provider;
        request.Deployment = deployment;
        request.EnterTarget(deployment.State.Stats);
        request.Record.Provider = provider.NameUtf8;
        request.Record.ModelServed = deployment.UpstreamModelUtf8;
        if (!request.FormModel.IsEmpty)
        {
            request.Edits = RequestSplice.PlanForm(request.FormModel, deployment.UpstreamModelUtf8);
            return;
        }

        var fields = request.Fields;
        if (!fields.Model.Exists)
        {
            return;
        }

        var wantUsage = request.Metered && provider.IncludeUsage && request.Endpoint.Shape is EndpointShape.ChatCompletions or EndpointShape.Completions;
        request.Edits = RequestSplice.Plan(request.Body.Bytes, ref fields, deployment.UpstreamModelJson, wantUsage);
        request.StripUsage = RequestSplice.AsksForUsage(ref fields, wantUsage);
    }

    /// <summary>Up to the moment when only the answer is missing, which is seldom worth waiting for: a kept-alive connection takes it at once.</summary>
    private static async LoopTask<AttemptOutcome> SendAsync(RequestContext request, bool fresh)
    {
        var client = request.Client.Transport;
        var upstream = request.Upstream;
        var streamed = !request.Body.IsComplete;
        var renting = request.Services.PoolOf(upstream).RentAsync(upstream, fresh || streamed);
        var connection = renting.IsCompleted ? renting.GetAwaiter().GetResult() : await renting;
        if (connection is null)
        {
            return client.IsHungUp ? AttemptOutcome.ClientGone : AttemptOutcome.Unreachable;
        }

        request.Connection = connection;
        client.AbortOnHangUp(connection.Transport);
        connection.Transport.SetDeadline(Math.Min(upstream.Deadlines.Total, FirstByteMs(request)));
        var sent = await RequestComposer.SendAsync(request, connection);
        request.Sent = Stopwatch.GetTimestamp();
        if (sent && streamed)
        {
            return await UploadExchange.RunAsync(request, connection);
        }

        // A failed send may follow an answer that explains it, so the answer is looked for all the same.
        request.Answer = request.Services.RentAnswer();
        return AttemptOutcome.Sent;
    }

    private static AttemptOutcome Received(RequestContext request, HeadOutcome outcome)
    {
        request.AnswerHead = Stopwatch.GetTimestamp();
        if (outcome == HeadOutcome.Ok)
        {
            return AttemptOutcome.Answered;
        }

        var failure = Classify(request, request.Connection!, outcome);
        Discard(request);
        return failure;
    }

    public static AttemptOutcome Classify(RequestContext request, UpstreamConnection connection, HeadOutcome outcome)
    {
        var aborted = connection.Transport.Aborted;
        if (aborted == AbortReason.PeerGone || (request.Client.Transport.IsHungUp && outcome != HeadOutcome.NotHttp))
        {
            return AttemptOutcome.ClientGone;
        }

        return outcome switch
        {
            _ when aborted == AbortReason.Shutdown => AttemptOutcome.Stopped,
            HeadOutcome.NotHttp => AttemptOutcome.NotHttp,
            HeadOutcome.NoAnswer when aborted == AbortReason.Deadline => AttemptOutcome.NoFirstByte,
            HeadOutcome.NoAnswer when connection.Reused => AttemptOutcome.DeadConnection,
            HeadOutcome.CutShort when aborted == AbortReason.Deadline => AttemptOutcome.NoFirstByte,
            _ => AttemptOutcome.Reset,
        };
    }

    private static int FirstByteMs(RequestContext request) =>
        request.Stream || request.IsRaw ? request.Upstream.Deadlines.FirstByteStream : request.Upstream.Deadlines.FirstByte;
}
