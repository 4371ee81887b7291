namespace Tollgate.Exchange.Chat;

/// <summary>A tool that the model may call.</summary>
internal sealed record ToolSpec
{
    /// <summary>Its name. Empty for a tool of the provider's own, see <see cref="Native"/>.</summary>
    public JsonString Name { get; init; }

    /// <summary>What it is for.</summary>
    public JsonString Description { get; init; }

    /// <summary>JSON schema of its arguments; empty where it takes none.</summary>
    public ReadOnlyMemory<byte> Schema { get; init; }

    /// <summary>The arguments must follow the schema exactly; null where the client did not say.</summary>
    public bool? Strict { get; init; }

    /// <summary>A tool that runs at the provider (web search, code, computer): its declaration as the client wrote it. Only the same vendor understands it.</summary>
    public ReadOnlyMemory<byte> Native { get; init; }

    /// <summary>Where it stands in the request: <c>tools[0]</c>.</summary>
    public string Path { get; init; } = "tools";

    /// <summary>As <see cref="Part.CacheMark"/>.</summary>
    public ReadOnlyMemory<byte> CacheMark { get; init; }
}
