using Tollgate.Attempts;
using Tollgate.Faults;

namespace Tollgate.Streaming;

/// <summary>The fault that a failed relay is to the client.</summary>
internal static class RelayFault
{
    public static GatewayFault Of(RelayOutcome outcome) => outcome switch
    {
        RelayOutcome.ClientGone => FaultCode.ClientCancel,
        RelayOutcome.UpstreamTimeout => new GatewayFault(FaultCode.UpstreamTimeout, "The provider stopped sending, and its time ran out."),
        RelayOutcome.Stopped => AttemptFault.Stopping,
        RelayOutcome.KeyRevoked => new GatewayFault(FaultCode.AuthInvalidToken, "Unauthorized: the API key became invalid while its answer was on the way."),
        RelayOutcome.LineTooLong => FaultCode.UpstreamLineTooLong,
        RelayOutcome.BadAnswer => new GatewayFault(FaultCode.UpstreamError, "The provider's answer was not what its API promises."),
        _ => new GatewayFault(FaultCode.UpstreamError, "The provider broke off its answer."),
    };
}
