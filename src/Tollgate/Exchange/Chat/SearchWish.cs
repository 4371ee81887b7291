namespace Tollgate.Exchange.Chat;

/// <summary>The model may search the web, at its provider: what the vendors' tools for that have in common. Each is empty where the client did not say.</summary>
internal sealed record SearchWish
{
    /// <summary>What the tool is called where formats name it, also where a choice of tools names it.</summary>
    public static JsonString ToolName { get; } = new("web_search"u8.ToArray());

    /// <summary>Domains that may be searched; none for all.</summary>
    public IReadOnlyList<JsonString> Allowed { get; init; } = [];

    /// <summary>Domains that may not.</summary>
    public IReadOnlyList<JsonString> Blocked { get; init; } = [];

    /// <summary>Searches at most.</summary>
    public long? MaxUses { get; init; }

    /// <summary>How much of what is found the model gets to read: OpenAI's <c>low</c>, <c>medium</c>, <c>high</c>.</summary>
    public JsonString ContextSize { get; init; }

    /// <summary>Where the user is, about: two letters for the country, names for the others, an IANA zone.</summary>
    public JsonString Country { get; init; }

    public JsonString Region { get; init; }

    public JsonString City { get; init; }

    public JsonString Timezone { get; init; }

    /// <summary>Details that only the client's own vendor has, by name.</summary>
    public IReadOnlyList<string> OwnDetails { get; init; } = [];

    /// <summary>Such of them as narrow what the model may read: without them it would read more than the client wants.</summary>
    public IReadOnlyList<string> OwnLimits { get; init; } = [];

    /// <summary>It says where the user is.</summary>
    public bool HasPlace => !Country.IsEmpty || !Region.IsEmpty || !City.IsEmpty || !Timezone.IsEmpty;
}
