using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Attempts;

/// <summary>The fault that a request without an answer ends with.</summary>
internal static class AttemptFault
{
    private const int RetryAfterSeconds = 1;

    /// <summary>What does not fit the grace period is cut by us, not by the provider.</summary>
    public static GatewayFault Stopping => new(FaultCode.GatewayOverloaded, "The gateway is shutting down.", RetryAfterSeconds: RetryAfterSeconds);

    public static GatewayFault Of(RequestContext request, AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.ClientGone => FaultCode.ClientCancel,
        AttemptOutcome.Unsayable => request.Translation!.Fault,
        AttemptOutcome.NoTarget => Candidates.NoTarget(request),
        AttemptOutcome.OutOfMemory => new GatewayFault(FaultCode.UpstreamUnavailable, "The provider is unavailable: it is out of memory. Retry later.", RetryAfterSeconds: RetryAfterSeconds),
        AttemptOutcome.Unreachable or AttemptOutcome.NoPlace => new GatewayFault(FaultCode.UpstreamUnavailable, RetryAfterSeconds: RetryAfterSeconds),
        AttemptOutcome.OwnShortage or AttemptOutcome.NoPorts => new GatewayFault(
            FaultCode.GatewayOverloaded, "The gateway can open no further connections now. Retry later.", RetryAfterSeconds: RetryAfterSeconds),
        AttemptOutcome.NoCredential => new GatewayFault(
            FaultCode.UpstreamUnavailable, "The gateway could not sign in at the provider.", RetryAfterSeconds: RetryAfterSeconds),
        AttemptOutcome.NoFirstByte => FaultCode.UpstreamTimeout,
        AttemptOutcome.NotHttp => new GatewayFault(FaultCode.UpstreamError, "The provider's answer was not HTTP."),
        AttemptOutcome.Stopped => Stopping,
        AttemptOutcome.BodyFailed => BodyFault(request),
        _ => new GatewayFault(FaultCode.UpstreamError, "The provider closed the connection without an answer."),
    };

    /// <summary>The class that a failed attempt is counted under; none for a success or a client's own doing.</summary>
    public static ErrorClass ClassOf(RequestContext request, AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Answered => request.Answer!.Status is >= 400 and var status ? ErrorClasses.OfUpstreamStatus(status) : ErrorClass.None,
        AttemptOutcome.ClientGone or AttemptOutcome.BodyFailed or AttemptOutcome.Stopped => ErrorClass.None,
        AttemptOutcome.NoTarget or AttemptOutcome.Unsayable => ErrorClass.None,
        AttemptOutcome.OutOfMemory => ErrorClass.Upstream5xx,
        AttemptOutcome.Unreachable or AttemptOutcome.NoPlace or AttemptOutcome.NoCredential => ErrorClass.UpstreamUnreachable,
        AttemptOutcome.OwnShortage or AttemptOutcome.NoPorts => ErrorClass.GatewayOverloaded,
        AttemptOutcome.NoFirstByte => ErrorClass.UpstreamTimeout,
        _ => ErrorClass.UpstreamBroken,
    };

    private static GatewayFault BodyFault(RequestContext request) => request.Upload?.Status switch
    {
        BodyStatus.TooLarge => FaultCode.BodyTooLarge,
        BodyStatus.Malformed => new GatewayFault(FaultCode.MalformedRequest, "The chunked framing of the body is broken."),
        _ => request.Client.Transport.Aborted == AbortReason.Deadline ? FaultCode.RequestTimeout : FaultCode.ClientCancel,
    };
}
