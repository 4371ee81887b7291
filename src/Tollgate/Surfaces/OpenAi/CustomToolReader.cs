using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Reads the declaration of a custom tool, whose input is free text.</summary>
internal static class CustomToolReader
{
    /// <summary>Reads it.</summary>
    /// <param name="tool">The element of <c>tools</c>.</param>
    /// <param name="custom">What has its name: the element itself in responses, one level deeper in chats.</param>
    /// <param name="grammar">What has syntax and definition of its grammar; nothing for free text.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="into">The request.</param>
    /// <param name="notes">Told where it has no name.</param>
    public static void Read(JsonNode tool, JsonNode custom, JsonNode grammar, string path, ChatRequest into, TranslationNotes notes)
    {
        var name = custom["name"u8].Text;
        if (name.IsEmpty)
        {
            notes.Refuse(path + ".name", "a custom tool needs a name");
            return;
        }

        into.Tools.Add(new ToolSpec
        {
            Name = name,
            Description = custom["description"u8].Text,
            IsCustom = true,
            Grammar = grammar["definition"u8].Text,
            GrammarSyntax = grammar["syntax"u8].Text,
            Native = tool.Raw,
            Path = path,
        });
        var names = into.CustomNames as HashSet<string> ?? new HashSet<string>(StringComparer.Ordinal);
        names.Add(name.ToString());
        into.CustomNames = names;
    }
}
