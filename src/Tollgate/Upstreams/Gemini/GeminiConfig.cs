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
        if (request.MaxTokens is { } most)
        {
            json.Name("maxOutputTokens"u8);
            json.Number(most);
        }

        Number(json, "temperature"u8, request.Temperature);
        Number(json, "topP"u8, request.TopP);
        Number(json, "topK"u8, request.TopK);
        Number(json, "seed"u8, request.Seed);
        Number(json, "presencePenalty"u8, request.PresencePenalty);
        Number(json, "frequencyPenalty"u8, request.FrequencyPenalty);
        WriteStops(request, notes, json);
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

        if (request.TopLogprobs is { } top)
        {
            json.Name("logprobs"u8);
            json.Number(top);
        }

        WriteShape(request, model, notes, json);
        GeminiThinking.Write(request.Reasoning, model, own.Thinking, notes, json);
        WriteModalities(request, json);
        json.EndObject();
        ReportLosses(request, notes);
    }

    private static void Number(JsonOut json, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            json.Name(name);
            json.Raw(value.Span);
        }
    }

    private static void WriteStops(ChatRequest request, TranslationNotes notes, JsonOut json)
    {
        if (request.Stop.Count == 0)
        {
            return;
        }

        json.Name("stopSequences"u8);
        json.BeginArray();
        for (var i = 0; i < request.Stop.Count && i < MaxStops; i++)
        {
            json.String(request.Stop[i]);
        }

        json.EndArray();
        if (request.Stop.Count > MaxStops)
        {
            notes.Lose("stop", Loss.Setting, "Google takes five stop sequences");
        }
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

    private static void WriteModalities(ChatRequest request, JsonOut json)
    {
        if (!request.Modalities.Exists(word => !word.Is("text"u8)))
        {
            return;
        }

        json.Name("responseModalities"u8);
        json.BeginArray();
        foreach (var word in request.Modalities)
        {
            json.Text(System.Text.Encoding.UTF8.GetBytes(word.ToString().ToUpperInvariant()));
        }

        json.EndArray();
        if (request.AudioOut.IsEmpty)
        {
            return;
        }

        using var document = JsonDocument.Parse(request.AudioOut);
        if (JsonNode.Of(document, request.AudioOut)["voice"u8].Text is { IsEmpty: false } voice)
        {
            json.Name("speechConfig"u8);
            json.BeginObject();
            json.Name("voiceConfig"u8);
            json.BeginObject();
            json.Name("prebuiltVoiceConfig"u8);
            json.BeginObject();
            json.Name("voiceName"u8);
            json.String(voice);
            json.EndObject();
            json.EndObject();
            json.EndObject();
        }
    }

    private static void ReportLosses(ChatRequest request, TranslationNotes notes)
    {
        const string None = "Google's API has nothing like it";
        if (!request.LogitBias.IsEmpty)
        {
            notes.Lose("logit_bias", Loss.Setting, None);
        }

        if (!request.User.IsEmpty)
        {
            notes.Lose("user", Loss.Setting, None);
        }

        if (!request.Metadata.IsEmpty)
        {
            notes.Lose("metadata", Loss.Setting, None);
        }

        if (!request.ServiceTier.IsEmpty && !request.ServiceTier.Is("auto"u8) && !request.ServiceTier.Is("default"u8))
        {
            notes.Lose("service_tier", Loss.Setting, None);
        }
    }
}
