namespace Tollgate.Control.Http;

/// <summary>A refusal of the admin API, as RFC 9457 has it, with members of our own.</summary>
internal sealed record ProblemBody
{
    /// <summary>Where the code is explained.</summary>
    public required string Type { get; init; }

    /// <summary>What the code means, always the same.</summary>
    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>What was wrong this time.</summary>
    public required string Detail { get; init; }

    /// <summary>Path of the request.</summary>
    public string? Instance { get; init; }

    /// <summary>The stable name of the failure.</summary>
    public required string Code { get; init; }

    public required string RequestId { get; init; }

    /// <summary>The parameter or field at fault.</summary>
    public string? Param { get; init; }
}
