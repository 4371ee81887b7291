namespace Tollgate.Exchange.Chat;

/// <summary>What a tool answered. It stands in a turn of <see cref="Role.User"/>.</summary>
/// <param name="CallId">The call that it answers.</param>
/// <param name="Content">Texts and media.</param>
internal sealed record ToolResultPart(JsonString CallId, IReadOnlyList<Part> Content) : Part
{
    /// <summary>The tool's name, where the client's format has it (Gemini); formats that need it look it up from the call.</summary>
    public JsonString Name { get; init; }

    /// <summary>The tool failed.</summary>
    public bool IsError { get; init; }

    /// <summary>The result as one JSON object where the client's format has it so (Gemini's <c>response</c>); empty otherwise, then <see cref="Content"/> counts.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }
}
