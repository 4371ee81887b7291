using System.Text;
using System.Text.Json;
using Tollgate.Metering;

namespace Tollgate.Upstreams.Demo;

/// <summary>The words in the messages of a request, in all the shapes that the dialects give them.</summary>
internal static class DemoWords
{
    private const int GistChars = 120;

    /// <summary>A plausible count, by the gateway's own estimate.</summary>
    public static int Tokens(ReadOnlySpan<byte> text)
    {
        var estimator = default(TokenEstimator);
        estimator.Add(text);
        return (int)Math.Max(1, estimator.Tokens);
    }

    /// <inheritdoc cref="Tokens(ReadOnlySpan{byte})"/>
    public static int Tokens(string text) => Tokens(Encoding.UTF8.GetBytes(text));

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

        var words = Words(message);
        var isUsers = message.Member("role") is { ValueKind: JsonValueKind.String } role
            ? role.ValueEquals("user"u8)
            : words.ValueKind != JsonValueKind.Undefined;
        return isUsers && !HasToolResult(words);
    }

    private static JsonElement Words(JsonElement message) =>
        message.Member("content") is { ValueKind: not JsonValueKind.Undefined } content ? content : message.Member("parts");

    /// <summary>Anthropic and Gemini send tool results in the user's name.</summary>
    private static bool HasToolResult(JsonElement words) =>
        words.ValueKind == JsonValueKind.Array
        && words.EnumerateArray().Any(static part => part.Text("tool_use_id") is not null
            || part.Member("functionResponse").ValueKind == JsonValueKind.Object);

    private static string TextOf(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.String)
        {
            return message.GetString()!;
        }

        var words = Words(message);
        return words.ValueKind switch
        {
            JsonValueKind.String => words.GetString()!,
            JsonValueKind.Array => string.Join(' ', words.EnumerateArray().Select(static part => part.Text("text")).OfType<string>()),
            _ => string.Empty,
        };
    }
}
