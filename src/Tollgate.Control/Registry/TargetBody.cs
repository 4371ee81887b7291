namespace Tollgate.Control.Registry;

/// <summary>One target of a provider: a model that it serves, and how that goes.</summary>
internal sealed record TargetBody
{
    /// <summary>The public name; <c>*</c> for a pattern, whose names pass through.</summary>
    public required string Model { get; init; }

    /// <summary>The provider's own name where it is another.</summary>
    public string? UpstreamModel { get; init; }

    /// <summary>Requests that it is working on.</summary>
    public required int InFlight { get; init; }

    /// <summary>Why it gets no traffic now; <c>none</c> when it does.</summary>
    public required string Excluded { get; init; }

    /// <summary><c>closed</c>, <c>half_open</c> or <c>open</c>.</summary>
    public required string Breaker { get; init; }

    /// <summary>Seconds of its rest that are left, 0 for none.</summary>
    public required double RestSeconds { get; init; }

    /// <summary>Milliseconds to the first byte lately; absent while nothing is known.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>Share of its answers that were as they should be lately, 0 to 1.</summary>
    public required double Success { get; init; }
}
