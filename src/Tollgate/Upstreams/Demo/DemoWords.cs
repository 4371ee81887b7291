using System.Text;
using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>The words in the messages of a request, in all the shapes that the dialects give them.</summary>
internal static class DemoWords
{
    private const int GistChars = 120;
    private const int BytesPerToken = 4;

    /// <summary>Plausible, not exact: a token for every four bytes.</summary>
    public static int Tokens(int bytes) => Math.Max(1, (bytes + BytesPerToken - 1) / BytesPerToken);

    /// <summary>The text of the user's last message.</summary>
    /// <param name="input">A text, a list of texts, or a list of messages.</param>
    /// <param name="isLast">Nothing, such as a tool's result, stands behind it.</param>
    public static string LastOfUser(JsonElement input, out bool isLast)
    {
        isLast = true;
        if (input.ValueKind == JsonValueKind.String)
        {
            return input.GetString()!;
        }

        var said = default(JsonElement);
        foreach (var message in input.EnumerateArray())
        {
            isLast = IsUsers(message);
            if (isLast)
            {
                said = message;
            }
        }

        return TextOf(said);
    }

    /// <summary>One line, shortened.</summary>
    public static string Gist(string text)
    {
        var gist = new StringBuilder(GistChars);
        foreach (var rune in text.EnumerateRunes())
        {
            if (gist.Length >= GistChars)
            {
                gist.Append('…');
                break;
            }

            var isSpace = Rune.IsWhiteSpace(rune);
            if (!isSpace)
            {
                gist.Append(rune);
            }
            else if (gist.Length > 0 && gist[^1] != ' ')
            {
                gist.Append(' ');
            }
        }

        return gist.ToString().TrimEnd();
    }

    private static bool IsUsers(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.String)
        {
            return true;
        }

        return message.ValueKind == JsonValueKind.Object
            && (message.TryGetProperty("role", out var role) ? role.ValueKind == JsonValueKind.String && role.ValueEquals("user"u8) : HasWords(message))
            && !HasToolResult(message);
    }

    private static bool HasWords(JsonElement message) => message.TryGetProperty("content", out _) || message.TryGetProperty("parts", out _);

    /// <summary>Anthropic and Gemini send tool results in the user's name.</summary>
    private static bool HasToolResult(JsonElement message) =>
        (message.TryGetProperty("content", out var parts) || message.TryGetProperty("parts", out parts))
        && parts.ValueKind == JsonValueKind.Array
        && parts.EnumerateArray().Any(static part => part.ValueKind == JsonValueKind.Object
            && (part.TryGetProperty("tool_use_id", out _) || part.TryGetProperty("functionResponse", out _)));

    private static string TextOf(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.String)
        {
            return message.GetString()!;
        }

        if (message.ValueKind != JsonValueKind.Object
            || (!message.TryGetProperty("content", out var content) && !message.TryGetProperty("parts", out content)))
        {
            return string.Empty;
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Join(' ', content.EnumerateArray()
                .Where(static part => part.ValueKind == JsonValueKind.Object)
                .Select(static part => part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : string.Empty)
                .Where(static text => text.Length > 0)),
            _ => string.Empty,
        };
    }
}
