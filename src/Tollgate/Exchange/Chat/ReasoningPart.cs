namespace Tollgate.Exchange.Chat;

/// <summary>
/// What the model thought, or a note of the provider's that only it can read and that has to come back as it was (<see cref="State"/>), or both.
/// Order matters: Anthropic's state signs the text that it comes with, Gemini's belongs to the part that follows it.
/// </summary>
internal sealed record ReasoningPart(JsonString Text) : Part
{
    /// <summary>The provider's own note; null where there is none.</summary>
    public OpaqueState? State { get; init; }

    /// <summary>The text is a summary of the thoughts and not the thoughts (OpenAI).</summary>
    public bool IsSummary { get; init; }
}
