namespace Tollgate.TestSupport;

/// <summary>How a recording is played.</summary>
public sealed record ReplayPlan
{
    public ReplayCut Cut { get; init; } = ReplayCut.Whole;

    /// <summary><see cref="BodyFraming.None"/> (the default) means chunked for streams and <c>content-length</c> for the rest.</summary>
    public BodyFraming Framing { get; init; } = BodyFraming.None;

    /// <summary>Between two pieces. Default: none.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>What the recording's body has been compressed with, for the head; null for nothing.</summary>
    public string? ContentEncoding { get; init; }

    internal BodyFraming FramingOf(Recording recording) =>
        Framing is not BodyFraming.None ? Framing : recording.IsStream ? BodyFraming.Chunked : BodyFraming.ContentLength;
}
