namespace Tollgate.Exchange.Chat;

/// <summary>The model has searched the web, at its provider. It is part of answers only: what a conversation needs of it comes back as a note.</summary>
internal sealed record SearchPart : Part
{
    /// <summary>What it searched for; none where it opened a page, or where the provider does not say.</summary>
    public IReadOnlyList<JsonString> Queries { get; init; } = [];

    /// <summary>What it found, as far as the provider tells; in the order that it gives.</summary>
    public IReadOnlyList<SearchResult> Results { get; init; } = [];

    /// <summary>Why it failed, in the provider's word; empty where it did not.</summary>
    public JsonString Error { get; init; }

    /// <summary>What the provider wants back of it in the next turn; null where it wants nothing.</summary>
    public OpaqueState? State { get; init; }

    /// <summary>For formats that show no searches: leaves of those among parts what has to come back, as a note.</summary>
    public static void ToNotes(List<Part> parts)
    {
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (parts[i] is SearchPart { State: { } state })
            {
                parts[i] = new ReasoningPart(default) { State = state };
            }
            else if (parts[i] is SearchPart)
            {
                parts.RemoveAt(i);
            }
        }
    }

    /// <summary>A copy that outlives the event that it was read from.</summary>
    public SearchPart Keep() => this with
    {
        Queries = [.. Queries.Select(query => query.Keep())],
        Results = [.. Results.Select(result => result.Keep())],
        Error = Error.Keep(),
        State = State?.Keep(),
    };
}
