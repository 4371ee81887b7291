namespace Tollgate.Configuration;

/// <summary>Deadlines towards one upstream (defaults: requirement 1.16).</summary>
public sealed record TimeoutConfig
{
    /// <summary>Until the connection stands, TLS included. Default 10 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the request's last byte to the answer's first, when not streaming. Default 30 s.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for streams. Default 60 s, or <see cref="FirstByte"/> where only that is set.</summary>
    public TimeSpan FirstByteStream { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two reads of an answer. Default 60 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Without a byte in either direction of a WebSocket. Default 600 s: clients that talk say something, or ping, more often than that.</summary>
    public TimeSpan TunnelIdle { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>The whole exchange. Default 600 s.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(600);
}
