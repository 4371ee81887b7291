using Tollgate.Configuration;
using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Recording;

namespace Tollgate.Admission;

/// <summary>
/// Requests without a valid key count by client address, so that guessing keys is slow: beyond <c>auth.keyless_requests_per_minute</c> an address
/// hears 429 in place of 401. Requests with a valid key are not touched, whatever else comes from their address.
/// </summary>
internal static class StrangerLimit
{
    private const int NetworkBytes = 48;

    /// <summary>The rule of a configuration.</summary>
    public static LimitRule RuleOf(long perMinute) => LimitRule.PerMinute("keyless", perMinute) with { Scope = LimitScope.Ip };

    /// <summary>The fault that the client is told: the one that its key met, or that it has been told too often.</summary>
    public static GatewayFault Check(RequestContext request, in GatewayFault fault)
    {
        var limits = request.Services.Shared.Limits;
        if (request.Caller is not null || limits.Strangers is not { } table)
        {
            return fault;
        }

        Span<byte> scratch = stackalloc byte[NetworkBytes];
        var subject = LimitGather.NetworkOf(request.Record.Get(RecordText.ClientAddress), scratch);
        var hold = request.Services.Admission.Rent();
        do
        {
            hold.Cut(0);
            hold.Add(table.CellOf(subject));
        }
        while (!hold.TryTake(limits.Clock.NowUs) && hold.IsStale);

        if (hold.Verdict.IsAdmitted)
        {
            // The answers to unknown keys are all the same, so these say nothing of the count.
            hold.Release(0);
            request.Services.Admission.Return(hold);
            return fault;
        }

        request.Hold = hold;
        limits.CountRefusal(hold.Verdict.Blocking!);
        return new GatewayFault(FaultCode.RateLimitExceeded, LimitText.Refusal(hold.Verdict), RetryAfterSeconds: hold.Verdict.RetryAfterSeconds);
    }
}
