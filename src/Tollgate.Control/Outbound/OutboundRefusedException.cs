using Tollgate.Forwarding;

namespace Tollgate.Control.Outbound;

/// <summary>The egress guard let none of a host's addresses pass.</summary>
internal sealed class OutboundRefusedException(EgressVerdict verdict) : IOException("The outgoing call was not permitted: " + verdict.Reason)
{
    /// <summary>Which rule said no.</summary>
    public EgressRefusal Refusal => verdict.Refusal;
}
