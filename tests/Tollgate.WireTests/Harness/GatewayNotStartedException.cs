namespace Tollgate.WireTests.Harness;

/// <summary>The gateway did not come up.</summary>
public sealed class GatewayNotStartedException : Exception
{
    public GatewayNotStartedException()
    {
    }

    public GatewayNotStartedException(string message)
        : base(message)
    {
    }

    public GatewayNotStartedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
