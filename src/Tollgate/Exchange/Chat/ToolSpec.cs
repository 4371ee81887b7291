namespace Tollgate.Exchange.Chat;

/// <summary>A tool that the model may call.</summary>
internal sealed record ToolSpec
{
    /// <summary>Its name. Empty for a tool of the provider's own that has no other meaning, see <see cref="Native"/>.</summary>
    public JsonString Name { get; init; }

    /// <summary>What it is for.</summary>
    public JsonString Description { get; init; }

    /// <summary>JSON schema of its arguments; empty where it takes none.</summary>
    public ReadOnlyMemory<byte> Schema { get; init; }

    /// <summary>The arguments must follow the schema exactly; null where the client did not say.</summary>
    public bool? Strict { get; init; }

    /// <summary>A tool that runs at the provider (web search, code, computer): its declaration as the client wrote it. Only the same vendor understands it.</summary>
    public ReadOnlyMemory<byte> Native { get; init; }

    /// <summary>Such a tool that others have too: the search of the web. Formats that have none go by <see cref="Native"/>, which is there as well.</summary>
    public SearchWish? Search { get; init; }

    /// <summary>A custom tool, whose input is free text (OpenAI's <c>custom</c>). Formats that have none get it as a function: <see cref="CustomTools"/>.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Of a custom tool: the grammar that its input follows; empty for none.</summary>
    public JsonString Grammar { get; init; }

    /// <summary>The language of the grammar: <c>lark</c> or <c>regex</c>.</summary>
    public JsonString GrammarSyntax { get; init; }

    /// <summary>Where it stands in the request: <c>tools[0]</c>.</summary>
    public string Path { get; init; } = "tools";

    /// <summary>As <see cref="Part.CacheMark"/>.</summary>
    public ReadOnlyMemory<byte> CacheMark { get; init; }
}
