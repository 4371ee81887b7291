using Tollgate.Json;

namespace Tollgate.Exchange.Chat;

/// <summary>The model wants a tool to run.</summary>
/// <param name="Id">Names the call; its result comes back under it. Readers make one up where the format has none.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">One JSON value, an object by all vendors' rules: decoded JSON text, not a string's inside. Empty stands for <c>{}</c>.</param>
internal sealed record ToolCallPart(JsonString Id, JsonString Name, ReadOnlyMemory<byte> Arguments) : Part
{
    /// <summary>The arguments are no JSON: the text as the client gave it. Formats that need an object refuse it.</summary>
    public bool IsBroken { get; init; }

    /// <summary>A custom tool, whose input is free text and no JSON (OpenAI's <c>custom</c>).</summary>
    public bool IsCustom { get; init; }

    /// <summary>Whether arguments as a client sends them are no JSON. None at all are not broken.</summary>
    public static bool AreBroken(ReadOnlySpan<byte> arguments) => !arguments.Trim(" \t\r\n"u8).IsEmpty && !JsonScan.IsValue(arguments);
}
