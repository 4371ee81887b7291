using System.Globalization;
using System.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Writes <c>inferenceConfig</c>, <c>outputConfig</c> and <c>additionalModelRequestFields</c>, and reports what none of them says.</summary>
internal static class ConverseSettings
{
    public static void Write(ChatRequest request, BedrockModel model, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        var thinks = ConverseThinking.IsOn(request, model);
        WriteInference(request, model, thinks, call, notes, json);
        WriteShape(request, model, notes, json);
        WriteTier(request, notes, json);
        json.Name("additionalModelRequestFields"u8);
        json.BeginObject();
        ConverseThinking.Write(request, model, notes, json);
        WriteTopK(request, model, thinks, notes, json);
        WriteOwnFields(request, json);
        json.EndObject();
        WriteExtras(request, notes, json);
        ReportLosses(request, notes);
    }

    private static void WriteInference(ChatRequest request, BedrockModel model, bool thinks, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.Name("inferenceConfig"u8);
        json.BeginObject();
        if (ConverseThinking.MaxTokens(request, model) is { } most)
        {
            json.Name("maxTokens"u8);
            json.Number(call.MaxOutput > 0 ? Math.Min(most, Math.Max(call.MaxOutput, request.MaxTokens ?? 0)) : most);
        }

        var refuses = thinks || model.RefusesSampling;
        var takesTemperature = !request.Temperature.IsEmpty && !refuses;
        Sampling(json, "temperature"u8, "temperature", request.Temperature, refuses, notes);
        Sampling(json, "topP"u8, "top_p", request.TopP, refuses || (takesTemperature && model.TakesOneOfTemperatureAndTopP), notes);
        json.StringsIfAny("stopSequences"u8, request.Stop);
        json.EndObject();
    }

    /// <summary>Bedrock takes 0 to 1 for both; OpenAI's temperature goes to 2.</summary>
    private static void Sampling(JsonOut json, ReadOnlySpan<byte> name, string field, ReadOnlyMemory<byte> value, bool refuses, TranslationNotes notes)
    {
        if (value.IsEmpty)
        {
            return;
        }

        if (refuses)
        {
            notes.Lose(field, Loss.Setting, "this model refuses it, as it does while it thinks");
            return;
        }

        var isBeyond = double.TryParse(Encoding.ASCII.GetString(value.Span), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 1;
        if (isBeyond)
        {
            notes.Lose(field, Loss.Setting, "Bedrock takes 1 at most");
        }

        json.Name(name);
        json.Raw(isBeyond ? "1"u8 : value.Span);
    }

    private static void WriteShape(ChatRequest request, BedrockModel model, TranslationNotes notes, JsonOut json)
    {
        if (request.Shape != ReplyShape.JsonSchema || request.Schema.IsEmpty || ConverseTools.UsesReplyTool(request, model))
        {
            return;
        }

        if (!model.TakesOutputConfig)
        {
            notes.Lose("response_format", Loss.Content, "this model answers by a schema or calls tools, not both");
            return;
        }

        json.Name("outputConfig"u8);
        json.BeginObject();
        json.Name("textFormat"u8);
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("json_schema"u8);
        json.Name("structure"u8);
        json.BeginObject();
        json.Name("jsonSchema"u8);
        json.BeginObject();
        json.Name("schema"u8);
        json.Text(request.Schema.Span); // a text, and not an object
        json.StringIfAny("name"u8, request.SchemaName);
        json.StringIfAny("description"u8, request.SchemaDescription);
        json.EndObject();
        json.EndObject();
        json.EndObject();
        json.EndObject();
    }

    private static void WriteTier(ChatRequest request, TranslationNotes notes, JsonOut json)
    {
        var tier = request.ServiceTier;
        if (tier.IsEmpty || tier.Is("auto"u8))
        {
            return;
        }

        if (!tier.Is("default"u8) && !tier.Is("flex"u8) && !tier.Is("priority"u8))
        {
            notes.Lose("service_tier", Loss.Setting, "Bedrock has no such tier");
            return;
        }

        json.Name("serviceTier"u8);
        json.BeginObject();
        json.Name("type"u8);
        json.String(tier);
        json.EndObject();
    }

    private static void WriteTopK(ChatRequest request, BedrockModel model, bool thinks, TranslationNotes notes, JsonOut json)
    {
        if (request.TopK.IsEmpty)
        {
            return;
        }

        if (model.IsClaude && !thinks && !model.RefusesSampling)
        {
            json.Name("top_k"u8);
            json.Raw(request.TopK.Span);
        }
        else if (model.IsNova)
        {
            json.Name("inferenceConfig"u8);
            json.BeginObject();
            json.Name("topK"u8);
            json.Raw(request.TopK.Span);
            json.EndObject();
        }
        else
        {
            notes.Lose("top_k", Loss.Setting, "this model does not take it");
        }
    }

    private static void WriteOwnFields(ChatRequest request, JsonOut json)
    {
        foreach (var (name, value) in request.Extras)
        {
            if (name != "additionalModelRequestFields" || value.Span is not [(byte)'{', ..])
            {
                continue;
            }

            using var document = JsonDocument.Parse(value);
            foreach (var (field, its) in JsonNode.Of(document, value).Members)
            {
                json.Name(JsonString.Of(field));
                json.Raw(its.Raw.Span);
            }
        }
    }

    /// <summary>Bedrock's own settings, from a client that knows whom it talks to.</summary>
    private static void WriteExtras(ChatRequest request, TranslationNotes notes, JsonOut json)
    {
        foreach (var (name, value) in request.Extras)
        {
            switch (name)
            {
                case "guardrailConfig" or "performanceConfig" or "requestMetadata" or "additionalModelResponseFieldPaths":
                    json.Name(JsonString.Of(name));
                    json.Raw(value.Span);
                    break;
                case "additionalModelRequestFields":
                    break;
                default:
                    notes.Lose(name, Loss.Setting, "Bedrock has no such field");
                    break;
            }
        }
    }

    private static void ReportLosses(ChatRequest request, TranslationNotes notes)
    {
        const string None = "Bedrock has nothing like it";
        notes.LoseSettingIf(!request.Seed.IsEmpty, "seed", None);
        notes.LoseSettingIf(!request.PresencePenalty.IsEmpty, "presence_penalty", None);
        notes.LoseSettingIf(!request.FrequencyPenalty.IsEmpty, "frequency_penalty", None);
        notes.LoseSettingIf(!request.LogitBias.IsEmpty, "logit_bias", None);
        notes.LoseSettingIf(request.Logprobs, "logprobs", None);
        notes.LoseSettingIf(request.Choices > 1, "n", None);
        notes.LoseSettingIf(!request.User.IsEmpty, "user", None);
        notes.LoseSettingIf(!request.Metadata.IsEmpty, "metadata", None);
        if (request.WantsMedia)
        {
            notes.Lose("modalities", Loss.Content, "Bedrock's chat models answer in text");
        }
    }
}
