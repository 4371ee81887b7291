namespace Tollgate.Configuration;

/// <summary>What counts how much in a blended choice (<c>models[].blend</c>): each 0 to 1, at least one above 0.</summary>
public sealed record BlendWeights
{
    /// <summary>Time to the first byte. Default 0.4.</summary>
    public decimal Latency { get; init; } = 0.4m;

    /// <summary>Price for a request of its size. Default 0.3.</summary>
    public decimal Cost { get; init; } = 0.3m;

    /// <summary>Failures. Default 0.2.</summary>
    public decimal Success { get; init; } = 0.2m;

    /// <summary>Requests under way. Default 0.1.</summary>
    public decimal Load { get; init; } = 0.1m;
}
