namespace Tollgate.WireTests.Harness;

/// <summary>The one place that decides how wire tests start a gateway.</summary>
internal static class GatewayEntry
{
    public static GatewayStart Start { get; } = ProcessGateway.StartAsync;
}
