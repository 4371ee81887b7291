namespace Tollgate.Control.Keys;

/// <summary>Bounds of stored keys.</summary>
internal static class KeyLimits
{
    /// <summary>Keys that are not revoked. A gateway holds all of them in memory: about half a kilobyte each.</summary>
    public const int MaxKeys = 250_000;

    public const int MaxNameLength = 128;
    public const int MaxModels = 64;
    public const int MaxLabels = 16;
    public const int MaxLabelNameLength = 64;
    public const int MaxLabelValueLength = 256;

    /// <summary>Requests per minute; beyond a million a minute nothing is limited.</summary>
    public const int MaxRequestsPerMinute = 1_000_000;

    /// <summary>How long the secret before a rotation may go on working: a month covers the slowest roll-out.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(31);
}
