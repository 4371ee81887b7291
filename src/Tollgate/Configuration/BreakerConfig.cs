namespace Tollgate.Configuration;

/// <summary>When a target of a provider is taken out of rotation, and how it returns (<c>providers[].breaker</c>).</summary>
public sealed record BreakerConfig
{
    /// <summary>Whether there is one, and whether it is left alone when it asks for a rest. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Failures of one class (time-outs, 5xx, broken answers) in a row that open it, 1 to 1,000. Default 10.</summary>
    public int ConsecutiveFailures { get; init; } = 10;

    /// <summary>Connections in a row that could not be made, 1 to 1,000. Default 5.</summary>
    public int ConnectFailures { get; init; } = 5;

    /// <summary>Share of failed requests in the window that opens it, above 0 to 1. Default 0.5.</summary>
    public decimal FailureRate { get; init; } = 0.5m;

    /// <summary>Requests in the window below which the share says nothing, 2 to 100,000. Default 20.</summary>
    public int MinimumRequests { get; init; } = 20;

    /// <summary>The window of the failure rate, 1 s to 10 min. Default 30 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it stays open the first time, 0.1 s to 10 min. Default 5 s; doubles with each failed probe.</summary>
    public TimeSpan Open { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long at most. Default 120 s.</summary>
    public TimeSpan MaxOpen { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Requests at once that may try a half-open target, over all loops, 1 to 100. Default 1.</summary>
    public int Probes { get; init; } = 1;

    /// <summary>Probes that must succeed before it closes, 1 to 100. Default 2.</summary>
    public int CloseAfter { get; init; } = 2;

    /// <summary>Time in which the traffic of a returning target grows to its share, 0 to 1 h. Default 30 s.</summary>
    public TimeSpan SlowStart { get; init; } = TimeSpan.FromSeconds(30);
}
