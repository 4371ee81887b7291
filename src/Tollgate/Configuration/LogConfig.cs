namespace Tollgate.Configuration;

/// <summary>Access log and the application's own log (<c>log:</c>). A change needs a restart.</summary>
public sealed record LogConfig
{
    /// <summary>Where the line per request goes. Default stdout.</summary>
    public LogSink Access { get; init; } = LogSink.Stdout;

    /// <summary>The file, when <see cref="Access"/> is <see cref="LogSink.File"/>.</summary>
    public string? AccessFile { get; init; }

    /// <summary>Least severe line of the application's log that is written. Default info.</summary>
    public LogThreshold Level { get; init; } = LogThreshold.Info;
}
