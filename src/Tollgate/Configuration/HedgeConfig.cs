namespace Tollgate.Configuration;

/// <summary>A second attempt elsewhere beside one that is slow to answer (<c>models[].hedge</c>).</summary>
public sealed record HedgeConfig
{
    /// <summary>How long the first attempt has before the second begins, 1 ms to 10 min.</summary>
    public required TimeSpan After { get; init; }
}
