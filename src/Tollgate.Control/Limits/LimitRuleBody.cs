namespace Tollgate.Control.Limits;

/// <summary>One rule.</summary>
internal sealed record LimitRuleBody
{
    public required string Name { get; init; }

    public required string Scope { get; init; }

    public required string Match { get; init; }

    public required string Metric { get; init; }

    public required long Limit { get; init; }

    public long? WindowSeconds { get; init; }

    public string? Algorithm { get; init; }

    public long? Burst { get; init; }

    public required string OnExceeded { get; init; }

    public required string Mode { get; init; }

    /// <summary>Subjects that it keeps a count of.</summary>
    public required long Subjects { get; init; }

    /// <summary>Requests that it has refused since the process began.</summary>
    public required long Refused { get; init; }
}
