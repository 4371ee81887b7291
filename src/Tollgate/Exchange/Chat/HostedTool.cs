using System.Text;
using System.Text.Json;

namespace Tollgate.Exchange.Chat;

/// <summary>Tools that run at one vendor's only: told by the name that their declaration has there.</summary>
internal static class HostedTool
{
    /// <summary>Longer names are nobody's.</summary>
    private const int MaxName = 64;

    /// <summary>Reports one that a target does not have.</summary>
    public static void Lose(ToolSpec tool, TranslationNotes notes) =>
        notes.Lose(tool.Path, Loss.Content, $"the tool {(tool.Search is null ? NameOf(tool.Native) : "web_search")} runs at the vendor that it was declared for, and this provider has none like it");

    /// <summary>Its type, or the name of its only member (Google); cut to what can stand in a message.</summary>
    private static string NameOf(ReadOnlyMemory<byte> native)
    {
        using var document = JsonDocument.Parse(native);
        var tool = JsonNode.Of(document, native);
        var name = tool["type"u8].Text.ToString();
        name = name.Length > 0 ? name : tool.Members.FirstOrDefault().Key ?? string.Empty;
        var plain = new StringBuilder();
        foreach (var letter in name.AsSpan(0, Math.Min(MaxName, name.Length)))
        {
            plain.Append(char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' ? letter : '?');
        }

        return plain.ToString();
    }
}
