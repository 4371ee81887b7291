using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Reads <c>generationConfig</c>.</summary>
internal static class RequestSettings
{
    private const string Here = "generationConfig";

    public static void Read(JsonNode config, ChatRequest into, TranslationNotes notes)
    {
        foreach (var (given, value) in config.Members)
        {
            var name = GeminiField.Camel(given);
            if (value.Exists && !TryTakeNumber(name, value, into, notes) && !TryTake(name, value, into, notes))
            {
                into.Extras.Add(new KeyValuePair<string, ReadOnlyMemory<byte>>($"{Here}.{name}", value.Raw));
            }
        }

        // Of the two ways to give a schema only one is there; either means JSON.
        if (into.Shape == ReplyShape.JsonObject && !into.Schema.IsEmpty)
        {
            into.Shape = ReplyShape.JsonSchema;
        }
    }

    private static bool TryTakeNumber(string name, JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        var number = GeminiField.Number(value);
        var whole = GeminiField.Whole(value);
        switch (name)
        {
            case "temperature":
                into.Temperature = number;
                break;
            case "topP":
                into.TopP = number;
                break;
            case "presencePenalty":
                into.PresencePenalty = number;
                break;
            case "frequencyPenalty":
                into.FrequencyPenalty = number;
                break;
            case "topK":
                into.TopK = GeminiField.WholeNumber(value);
                number = into.TopK;
                break;
            case "seed":
                into.Seed = GeminiField.WholeNumber(value);
                number = into.Seed;
                break;
            case "maxOutputTokens":
                into.MaxTokens = whole > 0 ? whole : null;
                number = whole > 0 ? number : default;
                break;
            case "candidateCount":
                into.Choices = (int)Math.Clamp(whole ?? 1, 1, AnswerCollector.MaxChoices);
                number = whole >= 1 ? number : default;
                break;
            case "logprobs":
                into.TopLogprobs = whole;
                number = whole >= 0 ? number : default;
                break;
            default:
                return false;
        }

        if (number.IsEmpty)
        {
            notes.Refuse($"{Here}.{name}", "a number is needed");
        }

        return true;
    }

    private static bool TryTake(string name, JsonNode value, ChatRequest into, TranslationNotes notes)
    {
        switch (name)
        {
            case "stopSequences":
                ReadStops(value, into, notes);
                return true;
            case "responseLogprobs":
                into.Logprobs = value.IsTrue;
                return true;
            case "responseMimeType":
                ReadType(value, into, notes);
                return true;
            case "responseSchema" when value.IsObject:
                into.Schema = JsonSchemaText.Of(value);
                return true;
            case "responseJsonSchema" or "ResponseJsonSchema" or "_responseJsonSchema" when value.IsObject:
                into.Schema = value.Raw;
                return true;
            case "responseModalities" when value.IsArray:
                ReadModalities(value, into);
                return true;
            case "thinkingConfig" when value.IsObject:
                into.Reasoning = ReadThinking(value);
                return true;
            case "speechConfig" when Voice(value) is { IsEmpty: false } voice:
                into.AudioOut = Encoding.UTF8.GetBytes($"{{\"voice\":\"{Encoding.UTF8.GetString(voice.Span)}\",\"format\":\"pcm16\"}}");
                return true;
            default:
                return false;
        }
    }

    private static void ReadStops(JsonNode stops, ChatRequest into, TranslationNotes notes)
    {
        foreach (var stop in stops.Each)
        {
            if (!stop.IsString)
            {
                notes.Refuse($"{Here}.stopSequences", "stop sequences are texts");
                return;
            }

            into.Stop.Add(stop.Text);
        }
    }

    private static void ReadType(JsonNode type, ChatRequest into, TranslationNotes notes)
    {
        if (type.Is("application/json"u8))
        {
            into.Shape = ReplyShape.JsonObject;
        }
        else if (!type.Is("text/plain"u8) && !type.Is(""u8))
        {
            notes.Lose($"{Here}.responseMimeType", Loss.Content, "only Google's models answer in it");
        }
    }

    private static void ReadModalities(JsonNode modalities, ChatRequest into)
    {
        foreach (var modality in modalities.Each)
        {
            into.Modalities.Add(JsonString.Of(modality.Text.ToString().ToLowerInvariant()));
        }
    }

    private static ReasoningWish ReadThinking(JsonNode thinking)
    {
        var budget = GeminiField.Whole(GeminiField.Get(thinking, "thinkingBudget"u8));
        var level = GeminiField.Get(thinking, "thinkingLevel"u8).Text.ToString().ToUpperInvariant();
        return new ReasoningWish
        {
            Show = GeminiField.Get(thinking, "includeThoughts"u8).Flag,
            Budget = budget >= 0 ? budget : null,
            Effort = budget switch
            {
                < 0 => Effort.Adaptive,
                0 => Effort.None,
                _ => level switch
                {
                    "MINIMAL" => Effort.Minimal,
                    "LOW" => Effort.Low,
                    "MEDIUM" => Effort.Medium,
                    "HIGH" => Effort.High,
                    _ => Effort.Unset,
                },
            },
        };
    }

    private static JsonString Voice(JsonNode speech) =>
        GeminiField.Get(GeminiField.Get(GeminiField.Get(speech, "voiceConfig"u8), "prebuiltVoiceConfig"u8), "voiceName"u8).Text;
}
