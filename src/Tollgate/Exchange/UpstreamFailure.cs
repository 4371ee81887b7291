namespace Tollgate.Exchange;

/// <summary>A provider's error, by its status and body or in the middle of its stream.</summary>
internal sealed record UpstreamFailure
{
    /// <summary>What went wrong, in the list that all providers share.</summary>
    public required FailureKind Kind { get; init; }

    /// <summary>The provider's own words, cut to something readable. Empty where it said nothing.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>The provider's own code or type, such as <c>context_length_exceeded</c>; null where it has none.</summary>
    public string? Code { get; init; }

    /// <summary>The field that it complains of; null where it names none.</summary>
    public string? Param { get; init; }

    /// <summary>Seconds until another try makes sense, as its body says; 0 where it does not.</summary>
    public int RetryAfterSeconds { get; init; }
}
