using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Reads <c>systemInstruction</c>: texts, whatever role it says.</summary>
internal static class RequestInstructions
{
    public static void Read(JsonNode instruction, ChatRequest into, TranslationNotes notes)
    {
        if (!instruction.Exists)
        {
            return;
        }

        var turn = new Turn { Role = Role.System, Path = "systemInstruction" };
        if (instruction.IsString)
        {
            turn.Parts.Add(new TextPart(instruction.Text));
        }

        var parts = instruction["parts"u8];
        if (parts.IsObject)
        {
            Add(parts, turn, notes);
        }

        foreach (var part in parts.Each)
        {
            Add(part, turn, notes);
        }

        if (turn.Parts.Count > 0)
        {
            into.Turns.Add(turn);
        }
    }

    private static void Add(JsonNode part, Turn turn, TranslationNotes notes)
    {
        if (part["text"u8].IsString)
        {
            turn.Parts.Add(new TextPart(part["text"u8].Text));
        }
        else
        {
            notes.Refuse("systemInstruction.parts", "instructions are texts");
        }
    }
}
