using System.Diagnostics;
using Tollgate.Faults;
using Tollgate.Listening;

namespace Tollgate.Admission;

/// <summary>Stage 4: may this request start?</summary>
internal static class AdmissionStage
{
    /// <summary>Room comes back when a store does; a client need not ask sooner.</summary>
    private const int StorageRetrySeconds = 5;

    public static GatewayFault Admit(RequestContext request)
    {
        if (request.Services.Journal is { } journal && !journal.HasRoomFor(request.Services.ActiveRequests))
        {
            request.Services.Shared.Metrics.Journal.CountRefused();
            return new GatewayFault(FaultCode.StorageError, RetryAfterSeconds: StorageRetrySeconds);
        }

        if (request.Caller?.Requests is not { } bucket)
        {
            return default;
        }

        var admitted = bucket.TryTake(Stopwatch.GetTimestamp(), out var state);
        request.Limit = state;
        return admitted ? default : new GatewayFault(FaultCode.RateLimitExceeded, RetryAfterSeconds: state.RetryAfterSeconds);
    }
}
