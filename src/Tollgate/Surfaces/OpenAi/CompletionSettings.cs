using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>The fields that chat completions and the older completions have in common.</summary>
internal static class CompletionSettings
{
    /// <summary>Reads a field of the request; false where it is none of these.</summary>
    public static bool TryRead(string name, JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        switch (name)
        {
            case "stream_options":
                into.IncludeUsage = value["include_usage"u8].IsTrue;
                break;
            case "max_tokens":
                into.MaxTokens ??= SettingNumber.AboveZero(name, value, notes); // the newer field wins, whichever comes first
                break;
            case "max_completion_tokens":
                into.MaxTokens = SettingNumber.AboveZero(name, value, notes);
                break;
            case "top_k":
                into.TopK = SettingNumber.Any(name, value, notes);
                break;
            case "seed":
                into.Seed = SettingNumber.Any(name, value, notes);
                break;
            case "presence_penalty":
                into.PresencePenalty = SettingNumber.Any(name, value, notes);
                break;
            case "frequency_penalty":
                into.FrequencyPenalty = SettingNumber.Any(name, value, notes);
                break;
            case "logit_bias":
                into.LogitBias = value.IsObject && value.Raw.Length > "{}".Length ? value.Raw : default;
                break;
            case "n":
                ReadChoices(value, into, notes);
                break;
            case "stop":
                ReadStop(value, into, notes);
                break;
            default:
                return OpenAiSettings.TryRead(name, value, into, notes);
        }

        return true;
    }

    private static void ReadChoices(JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        if (value.Whole is >= 1 and <= AnswerCollector.MaxChoices and var choices)
        {
            into.Choices = (int)choices;
        }
        else
        {
            notes.Refuse("n", "it must be a whole number from 1 to 128");
        }
    }

    private static void ReadStop(JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        if (value.IsString)
        {
            into.Stop.Add(value.Text);
            return;
        }

        foreach (var text in value.Items)
        {
            if (!text.IsString)
            {
                notes.Refuse("stop", "its elements must be strings");
                return;
            }

            into.Stop.Add(text.Text);
        }

        if (!value.IsArray)
        {
            notes.Refuse("stop", "it must be a string or a list of strings");
        }
    }
}
