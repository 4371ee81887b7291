namespace Tollgate.Configuration;

/// <summary>Requests that belong together go to the same target (<c>models[].sticky</c>), whose cache knows them.</summary>
public sealed record StickyConfig
{
    /// <summary>What they have in common.</summary>
    public required StickySource By { get; init; }

    /// <summary>How long the target that answered last is preferred to the one that the hash says, after its last answer. 0 to 24 h; default 5 min, as providers keep prompts.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of the prompt that count as its beginning. 64 to 1,048,576; default 4,096.</summary>
    public int PrefixBytes { get; init; } = 4096;
}
