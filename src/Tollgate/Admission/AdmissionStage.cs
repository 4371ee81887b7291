using Tollgate.Admission.Budgets;
using Tollgate.Admission.Queueing;
using Tollgate.Admission.Shared;
using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering;

namespace Tollgate.Admission;

/// <summary>Stage 5: may this request start?</summary>
internal static class AdmissionStage
{
    /// <summary>Room comes back when a store does; a client need not ask sooner.</summary>
    private const int StorageRetrySeconds = 5;

    /// <summary>Takes what the request needs of all limits that match it, or says why it may not start. Waits where a limit queues.</summary>
    public static LoopTask<GatewayFault> AdmitAsync(RequestContext request)
    {
        if (!Begin(request, out var fault))
        {
            return new LoopTask<GatewayFault>(fault);
        }

        return request.Budget is { MustAsk: true } ? AdmitByAllAsync(request) : AdmitByLimitsAsync(request);
    }

    /// <summary>As <see cref="AdmitAsync"/>, where other gateways have a say in the budgets.</summary>
    private static async LoopTask<GatewayFault> AdmitByAllAsync(RequestContext request)
    {
        var fault = await BudgetStage.ConfirmAsync(request);
        return fault.Code == FaultCode.None ? await AdmitByLimitsAsync(request) : fault;
    }

    private static LoopTask<GatewayFault> AdmitByLimitsAsync(RequestContext request)
    {
        if (request.Snapshot.Limits.IsFree(request.Caller!))
        {
            return default;
        }

        var hold = request.Services.Admission.Rent();
        request.Hold = hold;
        if (request.Services.SharedLimits is { } shared)
        {
            return AdmitSharedAsync(request, hold, shared);
        }

        return TryTake(request, hold) ? default
            : hold.Verdict.MayQueue ? QueueAsync(request, hold, shared: null)
            : new LoopTask<GatewayFault>(Refuse(request, hold.Verdict));
    }

    /// <summary>The request's real usage is in its record: what was reserved by estimate is put right. More calls correct again.</summary>
    public static void Settle(RequestContext request)
    {
        var usage = request.Record.Usage;
        if (usage.Source != UsageSource.None && !request.Record.Cancelled)
        {
            request.Route?.Outputs?.Add(usage.Output / request.AnswersAsked);
        }

        request.Hold?.Settle(usage.Input + usage.Output, request.Record.Cost.NanoUsd, request.Services.Shared.Limits.Clock.NowUs);
        BudgetStage.Settle(request);
    }

    /// <summary>The request is over, however it ended: what is held while it runs is given back. More calls do nothing.</summary>
    public static void Release(RequestContext request)
    {
        BudgetStage.Release(request);
        if (request.Hold is { } hold)
        {
            request.Hold = null;
            hold.Release(request.Services.Shared.Limits.Clock.NowUs);
            request.Services.Admission.Return(hold);
        }
    }

    /// <summary>The answer streams: where nothing is left to be corrected or given back, what was taken need not be remembered.</summary>
    public static void ReleaseForStream(RequestContext request)
    {
        if (request.Hold is { IsSpent: true } hold)
        {
            request.Hold = null;
            hold.Release(request.Services.Shared.Limits.Clock.NowUs);
            request.Services.Admission.Return(hold);
        }
    }

    /// <summary>Sets its cost aside. False when it may not start.</summary>
    private static bool Begin(RequestContext request, out GatewayFault fault)
    {
        fault = default;
        if (request.Services.Journal is { } journal && !journal.HasRoomFor(request.Services.ActiveRequests))
        {
            request.Services.Shared.Metrics.Journal.CountRefused();
            fault = new GatewayFault(FaultCode.StorageError, RetryAfterSeconds: StorageRetrySeconds);
            return false;
        }

        // Before the limits: what a budget holds can be given back whole, what a bucket lost cannot.
        fault = BudgetStage.Reserve(request);
        return fault.Code == FaultCode.None;
    }

    /// <summary>As <see cref="AdmitAsync"/>, where replicas hold the limits together. Permits in hand are spent here and now.</summary>
    private static LoopTask<GatewayFault> AdmitSharedAsync(RequestContext request, LimitHold hold, SharedLimits shared)
    {
        LimitGather.Collect(request, hold);
        var taking = shared.TakeAsync(hold);
        if (taking.IsCompleted)
        {
            var taken = taking.GetAwaiter().GetResult();
            return taken ? default : AdmitLaterAsync(request, hold, shared, default);
        }

        return AdmitLaterAsync(request, hold, shared, taking);
    }

    /// <summary>As <see cref="AdmitSharedAsync"/>, when Redis is asked or the first look did not admit it.</summary>
    private static async LoopTask<GatewayFault> AdmitLaterAsync(RequestContext request, LimitHold hold, SharedLimits shared, LoopTask<bool> taking)
    {
        var taken = await taking;
        if (!taken && hold.IsStale)
        {
            LookUpAgain(request, hold);
            taken = await TakeAsync(request, hold, shared);
        }

        if (taken)
        {
            return default;
        }

        return hold.Verdict.MayQueue ? await QueueAsync(request, hold, shared) : Refuse(request, hold.Verdict);
    }

    /// <summary>Waits for the rule in the way, and tries to take everything again whenever it is the request's turn.</summary>
    private static async LoopTask<GatewayFault> QueueAsync(RequestContext request, LimitHold hold, SharedLimits? shared)
    {
        do
        {
            BudgetStage.Release(request); // who waits holds nothing
            var fault = await QueueStage.TurnAsync(request, hold.Verdict);
            if (fault.Code != FaultCode.None)
            {
                return fault;
            }

            fault = BudgetStage.Reserve(request);
            if (fault.Code == FaultCode.None && request.Budget is { MustAsk: true })
            {
                fault = await BudgetStage.ConfirmAsync(request);
            }

            if (fault.Code != FaultCode.None)
            {
                await QueueStage.RefusedAsync(request);
                return fault;
            }

            hold.AskAgain(hold.Verdict.Blocking!, request.Waiting!.Number);
            if (shared is null ? TryTake(request, hold) : await TakeAsync(request, hold, shared))
            {
                return await QueueStage.ServedAsync(request);
            }
        }
        while (hold.Verdict.MayQueue);
        await QueueStage.RefusedAsync(request);
        return Refuse(request, hold.Verdict);
    }

    /// <summary>As <see cref="TryTake"/>, from all replicas' limits.</summary>
    private static async LoopTask<bool> TakeAsync(RequestContext request, LimitHold hold, SharedLimits shared)
    {
        while (true)
        {
            LimitGather.Collect(request, hold);
            if (await shared.TakeAsync(hold))
            {
                return true;
            }

            if (!hold.IsStale)
            {
                return false;
            }

            LookUpAgain(request, hold);
        }
    }

    /// <summary>Everything that matches, together or not at all. A cell that was thrown away meanwhile is looked up again.</summary>
    private static bool TryTake(RequestContext request, LimitHold hold)
    {
        while (true)
        {
            LimitGather.Collect(request, hold);
            if (hold.TryTake(request.Services.Shared.Limits.Clock.NowUs))
            {
                return true;
            }

            if (!hold.IsStale)
            {
                return false;
            }

            LookUpAgain(request, hold);
        }
    }

    private static void LookUpAgain(RequestContext request, LimitHold hold)
    {
        hold.Cut(0);
        LimitPlan.Forget(request.Caller, request.Route);
    }

    private static GatewayFault Refuse(RequestContext request, in LimitVerdict verdict)
    {
        request.Services.Shared.Limits.CountRefusal(verdict.Blocking!);
        return new GatewayFault(verdict.Blocking!.Refusal, LimitText.Refusal(verdict), RetryAfterSeconds: verdict.IsNever ? 0 : verdict.RetryAfterSeconds);
    }
}
