using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Writes <c>generationConfig</c>, and reports the settings that it has no place for.</summary>
internal static class GeminiConfig
{
    /// <summary>Stop sequences that Google takes.</summary>
    private const int MaxStops = 5;

    public static void Write(ChatRequest request, GeminiModel model, GeminiExtras own, TranslationNotes notes, JsonOut json)
    {
        json.Name("generationConfig"u8);
        json.BeginObject();
        json.NumberIfAny("maxOutputTokens"u8, request.MaxTokens);
        json.RawIfAny("temperature"u8, request.Temperature);
        json.RawIfAny("topP"u8, request.TopP);
        json.RawIfAny("topK"u8, request.TopK);
        json.RawIfAny("seed"u8, request.Seed);
        json.RawIfAny("presencePenalty"u8, request.PresencePenalty);
        json.RawIfAny("frequencyPenalty"u8, request.FrequencyPenalty);
        json.StringsIfAny("stopSequences"u8, request.Stop, MaxStops);
        notes.LoseSettingIf(request.Stop.Count > MaxStops, "stop", "Google takes five stop sequences");
        if (request.Choices > 1)
        {
            json.Name("candidateCount"u8);
            json.Number(request.Choices);
        }

        if (request.Logprobs)
        {
            json.Name("responseLogprobs"u8);
            json.Bool(true);
        }

        json.NumberIfAny("logprobs"u8, request.TopLogprobs);
        WriteShape(request, model, notes, json);
        GeminiThinking.Write(request.Reasoning, model, own.Thinking, notes, json);
        WriteModalities(request, notes, json);
        json.EndObject();
        ReportLosses(request, notes);
    }

    private static void WriteShape(ChatRequest request, GeminiModel model, TranslationNotes notes, JsonOut json)
    {
        if (request.Shape == ReplyShape.Text)
        {
            return;
        }

        if (request.Tools.Count > 0 && request.ToolChoice != ToolChoiceKind.None && !model.TakesShapeWithTools)
        {
            notes.Lose("response_format", Loss.Content, "this model of Google's answers in JSON or calls tools, not both");
            return;
        }

        json.Name("responseMimeType"u8);
        json.Ascii("application/json"u8);
        if (request.Shape != ReplyShape.JsonSchema || request.Schema.IsEmpty)
        {
            return;
        }

        if (model.TakesJsonSchema)
        {
            json.Name("responseJsonSchema"u8);
            json.Raw(request.Schema.Span);
        }
        else
        {
            json.Name("responseSchema"u8);
            OpenApiSubset.Write(request.Schema, json);
        }
    }

    private static void WriteModalities(ChatRequest request, TranslationNotes notes, JsonOut json)
    {
        if (!request.WantsMedia)
        {
            return;
        }

        json.Name("responseModalities"u8);
        json.BeginArray();
        foreach (var word in request.Modalities)
        {
            json.Text(word.ToString().ToUpperInvariant());
        }

        json.EndArray();
        if (request.AudioOut.IsEmpty)
        {
            return;
        }

        using var document = JsonDocument.Parse(request.AudioOut);
        if (JsonNode.Of(document, request.AudioOut)["voice"u8].Text is { IsEmpty: false } voice)
        {
            GeminiVoices.Write(voice, notes, json);
        }
    }

    private static void ReportLosses(ChatRequest request, TranslationNotes notes)
    {
        const string None = "Google's API has nothing like it";
        notes.LoseSettingIf(!request.LogitBias.IsEmpty, "logit_bias", None);
        notes.LoseSettingIf(!request.User.IsEmpty, "user", None);
        notes.LoseSettingIf(!request.Metadata.IsEmpty, "metadata", None);
        notes.LoseSettingIf(!request.ServiceTier.IsEmpty && !request.ServiceTier.Is("auto"u8) && !request.ServiceTier.Is("default"u8), "service_tier", None);
    }
}
