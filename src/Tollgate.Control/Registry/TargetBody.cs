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
}
