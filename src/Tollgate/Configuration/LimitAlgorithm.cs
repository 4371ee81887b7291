namespace Tollgate.Configuration;

/// <summary>How a limit counts.</summary>
public enum LimitAlgorithm
{
    /// <summary>A bucket that refills evenly.</summary>
    TokenBucket,

    /// <summary>The last window, at any moment.</summary>
    SlidingWindow,

    /// <summary>Windows one after another.</summary>
    FixedWindow,

    /// <summary>Evenly spaced, without bursts.</summary>
    LeakyBucket,
}
