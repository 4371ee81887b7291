namespace Tollgate.Admission;

/// <summary>A request rate: <see cref="Limit"/> per <see cref="Window"/> on average, and at most <see cref="Burst"/> at once.</summary>
/// <param name="Limit">Requests per window; at least 1.</param>
/// <param name="Window">Length of the window; more than zero, at most 31 days.</param>
/// <param name="Burst">Requests that a rested caller may make at once; at least 1. Equal to <see cref="Limit"/> unless set.</param>
internal readonly record struct RateRule(long Limit, TimeSpan Window, long Burst)
{
    /// <summary>Largest limit and burst: beyond a billion a minute nothing is limited.</summary>
    public const long MaxLimit = 1_000_000_000;

    /// <summary>Longest window.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(31);

    /// <summary>The usual form: so many a minute, all of them at once if the caller likes.</summary>
    public static RateRule PerMinute(long limit) => new(limit, TimeSpan.FromMinutes(1), limit);

    /// <summary>Whether the numbers are within their bounds.</summary>
    public bool IsValid => Limit is >= 1 and <= MaxLimit && Burst is >= 1 and <= MaxLimit && Window > TimeSpan.Zero && Window <= MaxWindow;
}
