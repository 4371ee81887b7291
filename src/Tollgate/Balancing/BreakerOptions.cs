using Tollgate.Configuration;

namespace Tollgate.Balancing;

/// <summary>Settings of a target's breaker as the path reads them, times in milliseconds.</summary>
internal sealed record BreakerOptions
{
    /// <summary>Those of a provider without settings of its own.</summary>
    public static BreakerOptions Default { get; } = From(new BreakerConfig());

    public bool Enabled { get; init; }

    /// <summary>Failures of one class in a row that open it.</summary>
    public int Consecutive { get; init; }

    /// <summary>The same for connections that could not be made: those fail fast and for everybody.</summary>
    public int ConsecutiveConnects { get; init; }

    /// <summary>Failed share of the window, 0 to 1, that opens it.</summary>
    public double Rate { get; init; }

    /// <summary>Requests in the window below which the share says nothing.</summary>
    public int MinRequests { get; init; }

    public int WindowMs { get; init; }

    /// <summary>How long it stays open the first time; doubles with each time that a probe fails.</summary>
    public int OpenMs { get; init; }

    public int MaxOpenMs { get; init; }

    /// <summary>Requests at once that may try a half-open target.</summary>
    public int Probes { get; init; }

    /// <summary>Probes that must succeed before it closes.</summary>
    public int CloseAfter { get; init; }

    /// <summary>Time in which the share of a returning target grows to the whole.</summary>
    public int SlowStartMs { get; init; }

    public static BreakerOptions From(BreakerConfig config) => new()
    {
        Enabled = config.Enabled,
        Consecutive = config.ConsecutiveFailures,
        ConsecutiveConnects = config.ConnectFailures,
        Rate = (double)config.FailureRate,
        MinRequests = config.MinimumRequests,
        WindowMs = (int)config.Window.TotalMilliseconds,
        OpenMs = (int)config.Open.TotalMilliseconds,
        MaxOpenMs = (int)Math.Max(config.MaxOpen.TotalMilliseconds, config.Open.TotalMilliseconds),
        Probes = config.Probes,
        CloseAfter = config.CloseAfter,
        SlowStartMs = (int)config.SlowStart.TotalMilliseconds,
    };

    /// <summary>How many failures in a row of this class are too many.</summary>
    public int Limit(TargetFault fault) => fault == TargetFault.Connect ? ConsecutiveConnects : Consecutive;
}
