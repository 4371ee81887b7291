namespace Tollgate.Exchange.Chat;

/// <summary>What one side said before the other went on. Neighbours of one role are legal; formats that want them joined join them when writing.</summary>
internal sealed class Turn
{
    public required Role Role { get; init; }

    /// <summary>Its parts in their order.</summary>
    public List<Part> Parts { get; } = [];

    /// <summary>The speaker's name where the client gave one.</summary>
    public JsonString Name { get; init; }

    /// <summary>Where it stands in the client's request, for messages: <c>messages[3]</c>.</summary>
    public string Path { get; init; } = "messages";
}
