using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Reads the body of a completion.</summary>
internal static class CompletionsRequestReader
{
    public static void Read(JsonNode body, ChatRequest into, TranslationNotes notes)
    {
        foreach (var (name, value) in body.Members)
        {
            if (value.Exists && !CompletionSettings.TryRead(name, value, into, notes))
            {
                ReadField(name, value, into, notes);
            }
        }

        ReadPrompt(body["prompt"u8], into, notes);
    }

    private static void ReadField(string name, JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        switch (name)
        {
            case "prompt":
                break;
            case "suffix":
                if (!value.Text.IsEmpty)
                {
                    notes.Lose(name, Loss.Content, "chat models have no way to fill in before a given text");
                }

                break;
            case "best_of":
                if (value.Whole is > 1)
                {
                    notes.Lose(name, Loss.Setting, "chat models do not choose among answers");
                }

                break;
            case "echo":
                if (value.IsTrue)
                {
                    notes.Lose(name, Loss.Setting, "chat models do not repeat the prompt");
                }

                break;
            case "logprobs":
                notes.Lose(name, Loss.Setting, "completions have a form of log probabilities that nobody else has");
                break;
            default:
                into.Extras.Add(new(name, value.Raw));
                break;
        }
    }

    private static void ReadPrompt(JsonNode prompt, ChatRequest into, TranslationNotes notes)
    {
        var text = prompt.Length == 1 ? prompt[0] : prompt;
        if (!text.IsString)
        {
            notes.Refuse("prompt", "it must be one text; several, or tokens, cannot be translated for a chat model");
            return;
        }

        var turn = new Turn { Role = Role.User, Path = "prompt" };
        turn.Parts.Add(new TextPart(text.Text));
        into.Turns.Add(turn);
    }
}
