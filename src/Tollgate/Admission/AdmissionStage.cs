using System.Diagnostics;
using Tollgate.Admission.Budgets;
using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Admission;

/// <summary>Stage 5: may this request start?</summary>
internal static class AdmissionStage
{
    /// <summary>Room comes back when a store does; a client need not ask sooner.</summary>
    private const int StorageRetrySeconds = 5;

    /// <summary>Takes what the request needs of all limits that match it, or says why it may not start. Waits where a limit queues.</summary>
    public static LoopTask<GatewayFault> AdmitAsync(RequestContext request) => new(Admit(request));

    /// <summary>The request's real usage is in its record: what was reserved by estimate is put right. More calls correct again.</summary>
    public static void Settle(RequestContext request) => BudgetStage.Settle(request);

    /// <summary>The request is over, however it ended: what is held while it runs is given back. More calls do nothing.</summary>
    public static void Release(RequestContext request) => BudgetStage.Release(request);

    private static GatewayFault Admit(RequestContext request)
    {
        if (request.Services.Journal is { } journal && !journal.HasRoomFor(request.Services.ActiveRequests))
        {
            request.Services.Shared.Metrics.Journal.CountRefused();
            return new GatewayFault(FaultCode.StorageError, RetryAfterSeconds: StorageRetrySeconds);
        }

        var unaffordable = BudgetStage.Reserve(request);
        if (unaffordable.Code != FaultCode.None || request.Caller?.Requests is not { } bucket)
        {
            return unaffordable;
        }

        var admitted = bucket.TryTake(Stopwatch.GetTimestamp(), out var state);
        request.Limit = state;
        return admitted ? default : new GatewayFault(FaultCode.RateLimitExceeded, RetryAfterSeconds: state.RetryAfterSeconds);
    }
}
