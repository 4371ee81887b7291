namespace Tollgate.Exchange.Chat;

/// <summary>What the model thought before it called a tool.</summary>
/// <param name="Parts">Its thoughts and notes in their order; copies.</param>
/// <param name="IsAdjacent">The last of them stood right before the call, with no text in between.</param>
internal sealed record KeptReasoning(IReadOnlyList<ReasoningPart> Parts, bool IsAdjacent)
{
    /// <summary>Memory that it takes, about.</summary>
    public int Bytes
    {
        get
        {
            var bytes = 0;
            foreach (var part in Parts)
            {
                bytes += 160 + part.Text.Escaped.Length + (part.State is { } state ? 80 + state.Data.Escaped.Length + state.Id.Escaped.Length : 0);
            }

            return bytes;
        }
    }

    /// <summary>
    /// Puts it into a turn where it belongs: before the call, or before everything where something else stood between it and the call, since
    /// Anthropic wants a turn to begin with the thoughts.
    /// </summary>
    public void InsertInto(List<Part> turn, ToolCallPart call)
    {
        for (var i = 0; i < Parts.Count; i++)
        {
            var isLast = i == Parts.Count - 1;
            turn.Insert(isLast && IsAdjacent ? turn.IndexOf(call) : FirstPlace(turn), Parts[i]);
        }
    }

    /// <summary>Behind the thoughts with which the turn begins.</summary>
    private static int FirstPlace(List<Part> turn)
    {
        var place = 0;
        while (place < turn.Count && turn[place] is ReasoningPart)
        {
            place++;
        }

        return place;
    }
}
