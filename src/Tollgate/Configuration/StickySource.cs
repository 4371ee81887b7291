namespace Tollgate.Configuration;

/// <summary>Where the key of stickiness is found (<c>by</c>, <c>sticky_by</c>).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Header">The header's name where <paramref name="Kind"/> is a header.</param>
public sealed record StickySource(StickyKind Kind, string? Header = null)
{
    /// <summary>No key.</summary>
    public static StickySource None { get; } = new(StickyKind.None);
}
