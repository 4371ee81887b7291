namespace Tollgate.Configuration;

/// <summary>Asking a provider whether it is well (<c>providers[].health_check</c>).</summary>
public sealed record HealthCheckConfig
{
    /// <summary>
    /// Whether it is asked. Null (default) = when the section says anything, or when the kind is one that people host themselves and one
    /// of its models has another provider to go to.
    /// </summary>
    public bool? Enabled { get; init; }

    /// <summary>Path at the provider's origin. Default the kind's own, else <c>/health</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Between two checks, 0.1 s to 1 h; each is moved by up to a tenth. Default 5 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For one check, connection included, 0.05 s to 60 s. Default 2 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Good answers in a row that bring it back, 1 to 100. Default 2.</summary>
    public int HealthyAfter { get; init; } = 2;

    /// <summary>Bad answers in a row that take it out, 1 to 100. Default 3.</summary>
    public int UnhealthyAfter { get; init; } = 3;
}
