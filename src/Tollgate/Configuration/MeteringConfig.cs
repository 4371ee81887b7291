namespace Tollgate.Configuration;

/// <summary>What is counted (<c>metering:</c>).</summary>
public sealed record MeteringConfig
{
    /// <summary>Read or count tokens. Off only to measure what it costs: nothing can be billed or limited by tokens then. Default true.</summary>
    public bool Usage { get; init; } = true;
}
