using Tollgate.Control.Outbound;
using Tollgate.Forwarding;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>The product's own factory with the rules of an empty configuration.</summary>
internal static class TestOutbound
{
    public static OutboundHttp Http { get; } = new(() => EgressPolicy.Default, UpstreamResolver.SystemLookup);
}
