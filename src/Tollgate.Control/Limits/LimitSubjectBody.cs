namespace Tollgate.Control.Limits;

/// <summary>How one subject stands with one rule.</summary>
internal sealed record LimitSubjectBody
{
    /// <summary>Grows with the order in which subjects were first seen.</summary>
    public required long Id { get; init; }

    public required string Rule { get; init; }

    public required string Scope { get; init; }

    public required string Metric { get; init; }

    /// <summary>Name of the key, user, team, model and so on; the address or its network; <c>*</c> for the whole gateway.</summary>
    public required string Subject { get; init; }

    public required long Limit { get; init; }

    /// <summary>What is used of what it may take at once; more than that when it owes something.</summary>
    public required long Used { get; init; }

    public required long Remaining { get; init; }

    /// <summary>Seconds until nothing is used any more, with thousandths; null where only requests that end make room.</summary>
    public decimal? ResetSeconds { get; init; }

    /// <summary>Requests under way whose part is not final.</summary>
    public required int Holds { get; init; }

    /// <summary>Requests that wait in the rule's queue.</summary>
    public required int Waiting { get; init; }

    /// <summary>Seconds for which the oldest of them has been waiting, with thousandths; null where nobody waits.</summary>
    public decimal? OldestWaitSeconds { get; init; }
}
