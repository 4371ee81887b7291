using Microsoft.AspNetCore.Http;
using Tollgate.Control.Audit;
using Tollgate.Control.Hosting;
using Tollgate.Control.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Store;

/// <summary>What handlers over the control store have in common.</summary>
internal static class StoreAnswers
{
    private const int RetryAfterSeconds = 2;

    /// <summary>The same handler, with a store that fails as 503. Why it fails is for the log and the status page, not for the caller.</summary>
    public static ApiHandler Guard(ApiHandler handler) => async context =>
    {
        try
        {
            return await handler(context);
        }
        catch (ControlStoreException fault) when (fault.Kind is StoreFaultKind.Unavailable or StoreFaultKind.Refused)
        {
            return Answers.Fault(new GatewayFault(FaultCode.StorageError, "The control store is not available. Retry later.", RetryAfterSeconds: RetryAfterSeconds));
        }
    };

    /// <summary>Who makes this request, for the audit trail.</summary>
    public static AuditActor Actor(HttpContext context) =>
        new(context.Features.Get<AdminCaller>()?.Name ?? "unknown", context.Features.Get<PeerFacts>());
}
