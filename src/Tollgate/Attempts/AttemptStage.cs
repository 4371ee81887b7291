using System.Diagnostics;
using Tollgate.Admission;
using Tollgate.Balancing;
using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Routing;
using Tollgate.Routing.Explain;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Attempts;

/// <summary>
/// Stage 6: one attempt after another until an upstream answers. Nothing here has reached the client yet, and what may be tried again is
/// decided by what the failed attempt can have done:
/// nothing processed — the next candidate; a whole 429 or 5xx — the next candidate; no first byte in time — one fallback; broken after the
/// request was sent — only where the provider's <c>retry_unsafe</c> says so; a body that was passed on as it came — never.
/// All attempts share one deadline, and what was asked twice comes out of the <see cref="RetryBudget"/>.
/// </summary>
internal static class AttemptStage
{
    public static async LoopTask<AttemptOutcome> RunAsync(RequestContext request)
    {
        var services = request.Services;
        request.AttemptsBeganMs = services.Loop.NowMs;
        services.Requests.Add(services.Loop.NowMs);
        var plan = request.Route?.Attempts ?? AttemptPlan.Default;
        (request.Limited, request.LimitWaitMs) = (0, long.MaxValue);
        var next = request.HasCandidates ? await Candidates.NextAsync(request) : await ProviderLimits.TakeAsync(request, request.Fixed!) < 0 ? 0 : -1;
        if (next < 0)
        {
            return AttemptOutcome.NoTarget;
        }

        var timeouts = 0;
        var repetitions = 0;
        var cause = AttemptCause.First;
        var pauseMs = 0L;
        while (true)
        {
            Bind(request, next);
            if (request.Translation is { IsPending: true } translation)
            {
                await translation.WriteAsync(request);
            }

            var outcome = IsUnsayable(request) ? AttemptOutcome.Unsayable : await AttemptAsync(request, next, cause, pauseMs);
            if (outcome == AttemptOutcome.Unsayable)
            {
                TargetReport.Release(request);
                request.Trace?.Considered(next, Exclusion.Incapable, float.NaN);
            }

            timeouts += outcome == AttemptOutcome.NoFirstByte ? 1 : 0;
            if (request.Record.Attempts >= plan.Max || !MayGoOn(request, outcome, timeouts) || Deadline.LeftMs(request) <= 0)
            {
                return outcome;
            }

            var current = next;
            next = await NextAfterAsync(request, outcome, current, repetitions < plan.SameTarget && outcome != AttemptOutcome.Unsayable);
            if (next < 0)
            {
                return outcome;
            }

            request.Trace?.AttemptDropped(request.TraceNumber);
            Discard(request);
            cause = CauseOf(request, current, next);
            pauseMs = next == current ? Backoff.Milliseconds(plan, ++repetitions, services.Random.Unit()) : 0;
            if (pauseMs > 0 && !await PauseAsync(request, pauseMs))
            {
                return AttemptOutcome.ClientGone;
            }
        }
    }

    /// <summary>The request holds something that the candidate's format cannot say.</summary>
    internal static bool IsUnsayable(RequestContext request) => request.Translation is { Fault.Code: not Faults.FaultCode.None };

    private static async LoopTask<AttemptOutcome> AttemptAsync(RequestContext request, int index, AttemptCause cause, long pauseMs)
    {
        request.Record.Attempts++;
        request.TraceNumber = request.Trace?.AttemptBegan(index, cause, pauseMs, (byte)(request.Pass & 1)) ?? 0;
        var outcome = await AskAsync(request, index);
        request.Services.CountAttempt(request, outcome);
        request.Trace?.AttemptEnded(request.TraceNumber, outcome, request.Answer?.Status ?? 0, request.AnswerHead);
        TargetFigures.Tell(request, outcome);
        TargetReport.Attempted(request, outcome);
        return outcome;
    }

    /// <summary>Ends what an attempt left open: its answer is not wanted.</summary>
    public static void Discard(RequestContext request)
    {
        request.ReleaseAnswer();
        request.LeaveTarget();
        request.Connection?.Close();
        request.Connection = null;
    }

    /// <summary>The candidate of the next attempt, the same one where nobody else is left and <paramref name="again"/> allows it; -1 for none.</summary>
    private static async LoopTask<int> NextAfterAsync(RequestContext request, AttemptOutcome outcome, int current, bool again)
    {
        if (!request.HasCandidates)
        {
            return -1;
        }

        // A connection that never stood asked nobody for anything: going on multiplies no load.
        var now = request.Services.Loop.NowMs;
        var asked = outcome is not (AttemptOutcome.Unreachable or AttemptOutcome.NoPlace or AttemptOutcome.Unsayable or AttemptOutcome.NoCredential
            or AttemptOutcome.NoPorts);
        var budget = request.Services.Shared.Retries;
        if (asked && !budget.TryTake(now))
        {
            return -1;
        }

        ProviderLimits.GiveBack(request, request.Candidates[current]);
        var next = await Candidates.NextAsync(request);
        if (next < 0 && again)
        {
            var deployment = request.Candidates[current];
            next = deployment.State.Health.Check(now, BalancingStage.ModelOf(request)) == Exclusion.None && TargetReport.TryPass(request, deployment)
                && await ProviderLimits.TakeAsync(request, deployment) < 0 ? current : -1;
        }

        if (next < 0 && asked)
        {
            budget.GiveBack(now);
        }

        return next;
    }

    private static AttemptCause CauseOf(RequestContext request, int from, int to) =>
        to == from ? AttemptCause.SameTarget
        : request.Candidates[to].Tier > request.Candidates[from].Tier ? AttemptCause.Fallback
        : AttemptCause.NextTarget;

    /// <summary>A body that was passed on is complete in the end, and gone: whether it can be sent again is a question of the upload.</summary>
    private static bool MayGoOn(RequestContext request, AttemptOutcome outcome, int timeouts) => outcome switch
    {
        _ when request.Upload is not null => false,
        AttemptOutcome.Answered => request.Answer!.Status is 429 or (>= 500 and <= 599),
        AttemptOutcome.Unreachable or AttemptOutcome.NoPlace or AttemptOutcome.OutOfMemory or AttemptOutcome.Unsayable or AttemptOutcome.NoCredential => true,
        AttemptOutcome.NoPorts => true, // a port is free or not towards each destination by itself; a descriptor would lack for the next target too
        AttemptOutcome.DeadConnection => request.Body.IsComplete,
        AttemptOutcome.NoFirstByte => timeouts == 1 && request.Body.IsComplete,
        AttemptOutcome.Reset or AttemptOutcome.NotHttp => request.Upstream is Provider { RetryUnsafe: true } && request.Body.IsComplete,
        _ => false,
    };

    /// <summary>False when the client left meanwhile.</summary>
    private static async LoopTask<bool> PauseAsync(RequestContext request, long milliseconds)
    {
        var pause = new Backoff(request.Services.Loop);
        request.Client.Transport.AbortOnHangUp(pause);
        await pause.WaitAsync(Math.Min(milliseconds, Deadline.LeftMs(request)));
        request.Client.Transport.AbortOnHangUp(null);
        return !pause.IsLeft;
    }

    /// <summary>Makes the request one for this candidate: whose it is, and which edits its body needs.</summary>
    internal static void Bind(RequestContext request, int index)
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
        if (!FormatTable.Passes(request, deployment))
        {
            (request.Translation ??= request.Services.RentTranslation()).Prepare(request, deployment);
            return;
        }

        request.LeaveTranslation();
        if (!request.FormModel.IsEmpty)
        {
            request.Edit(RequestSplice.PlanForm(request.FormModel, deployment.UpstreamModelUtf8));
            return;
        }

        var fields = request.Fields;
        if (!fields.Model.Exists)
        {
            return;
        }

        var wantUsage = request.Metered && provider.IncludeUsage && request.Endpoint.Shape is EndpointShape.ChatCompletions or EndpointShape.Completions;
        request.Edit(BodyEdits.Plan(request, deployment, wantUsage));
        request.StripUsage = RequestSplice.AsksForUsage(ref fields, wantUsage);
    }

    /// <summary>One attempt, up to the answer's head. A kept-alive connection that turns out to be dead is no failure of the provider's.</summary>
    internal static async LoopTask<AttemptOutcome> AskAsync(RequestContext request, int index)
    {
        for (var fresh = false; ; fresh = true)
        {
            var outcome = await SendAsync(request, fresh);
            if (outcome == AttemptOutcome.Sent)
            {
                outcome = Received(request, await (Hedge.MayBegin(request)
                    ? new Hedge(request, index).ReadHeadAsync(request.Route!.Attempts.HedgeAfterMs)
                    : request.Connection!.ReadHeadAsync(request.Answer!, request.Services.Limits)));
            }

            if (outcome == AttemptOutcome.Answered && request.Answer!.Status >= 500 && request.HasCandidates)
            {
                return await MemoryComplaint.IsInAsync(request, request.Connection!) ? AttemptOutcome.OutOfMemory : outcome;
            }

            if (outcome != AttemptOutcome.DeadConnection || fresh)
            {
                return outcome;
            }
        }
    }

    /// <summary>Up to the moment when only the answer is missing, which is seldom worth waiting for: a kept-alive connection takes it at once.</summary>
    private static async LoopTask<AttemptOutcome> SendAsync(RequestContext request, bool fresh)
    {
        var client = request.Client.Transport;
        var upstream = request.Upstream;
        if (upstream.Credential is { IsReady: false } credential && !await request.Services.Loop.Await(credential.PrepareAsync()))
        {
            return client.IsHungUp ? AttemptOutcome.ClientGone : AttemptOutcome.NoCredential;
        }

        var streamed = !request.Body.IsComplete;
        var pool = request.Services.PoolOf(upstream);
        if ((fresh || streamed ? null : pool.TryRent()) is not { } connection)
        {
            var rental = new Rental(pool, upstream);
            client.AbortOnHangUp(rental);
            if (await rental.WaitAsync(Math.Max(1, Deadline.LeftMs(request))) is not { } opened)
            {
                client.AbortOnHangUp(null);
                request.WasCutShort = rental.End == RentalEnd.TooLate;
                return Classify(request, rental.End);
            }

            connection = opened;
        }

        request.Connection = connection;
        client.AbortOnHangUp(connection.Transport);
        var left = Math.Max(1, Deadline.LeftMs(request));
        var firstByte = Deadline.FirstByteMs(request);
        request.WasCutShort = left < firstByte;
        connection.Transport.SetDeadline(Math.Min(left, firstByte));
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

    public static AttemptOutcome Classify(RequestContext request, RentalEnd end)
    {
        if (end == RentalEnd.Left || request.Client.Transport.IsHungUp)
        {
            return AttemptOutcome.ClientGone;
        }

        return end switch
        {
            RentalEnd.TooLate => AttemptOutcome.NoFirstByte,
            RentalEnd.NoPlace => AttemptOutcome.NoPlace,
            RentalEnd.OwnShortage => AttemptOutcome.OwnShortage,
            RentalEnd.NoPorts => AttemptOutcome.NoPorts,
            _ => AttemptOutcome.Unreachable,
        };
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
}
