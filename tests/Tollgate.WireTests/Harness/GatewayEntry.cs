namespace Tollgate.WireTests.Harness;

/// <summary>The one place that decides how wire tests start a gateway: in this process, unless a test asks for one of its own.</summary>
internal static class GatewayEntry
{
    public static GatewayStart Start { get; } = InProcessGateway.StartAsync;
}
