namespace Tollgate.Forwarding;

/// <summary>Times and bounds of <see cref="UpstreamResolver"/>.</summary>
internal sealed record UpstreamResolverOptions
{
    /// <summary>How long an answer is used without asking again. The platform does not tell a record's own lifetime. Default 30 s.</summary>
    public TimeSpan Fresh { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an old answer is still used while a new one is asked for in the background, from its arrival. Default 1 h.</summary>
    public TimeSpan Stale { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a failure or a refusal is remembered, and how long a failed background look-up rests. Default 1 s.</summary>
    public TimeSpan FailureRest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest look-up. Default 5 s, one try of the system's resolver.</summary>
    public TimeSpan LookupTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most targets remembered. Full: the API-made target that was unused longest goes; targets of the configuration file stay. Default 1024.</summary>
    public int MaxEntries { get; init; } = 1024;

    /// <summary>Most look-ups at once, because each may hold a thread. Full: the look-up fails and is counted. Default 128.</summary>
    public int MaxLookups { get; init; } = 128;
}
