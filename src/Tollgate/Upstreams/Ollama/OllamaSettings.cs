using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Ollama;

/// <summary>Writes <c>options</c>, <c>format</c>, <c>think</c> and <c>keep_alive</c>, and reports what none of them says.</summary>
internal static class OllamaSettings
{
    public static void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        WriteOptions(request, json);
        WriteFormat(request, json);
        WriteThinking(request.Reasoning, call, json);
        if (request.Logprobs)
        {
            json.Name("logprobs"u8);
            json.Bool(true);
            json.NumberIfAny("top_logprobs"u8, request.TopLogprobs);
        }

        WriteExtras(request, notes, json);
        ReportLosses(request, notes);
    }

    private static void WriteOptions(ChatRequest request, JsonOut json)
    {
        json.Name("options"u8);
        json.BeginObject();
        json.NumberIfAny("num_predict"u8, request.MaxTokens);
        json.RawIfAny("temperature"u8, request.Temperature);
        json.RawIfAny("top_p"u8, request.TopP);
        json.RawIfAny("top_k"u8, request.TopK);
        json.RawIfAny("seed"u8, request.Seed);
        json.RawIfAny("presence_penalty"u8, request.PresencePenalty);
        json.RawIfAny("frequency_penalty"u8, request.FrequencyPenalty);
        json.StringsIfAny("stop"u8, request.Stop);
        WriteOwnOptions(request, json);
        json.EndObject();
    }

    /// <summary>Those that only Ollama has, such as <c>num_ctx</c>, from a client that knows whom it talks to.</summary>
    private static void WriteOwnOptions(ChatRequest request, JsonOut json)
    {
        foreach (var (name, value) in request.Extras)
        {
            if (name != "options" || value.Span is not [(byte)'{', ..])
            {
                continue;
            }

            using var document = JsonDocument.Parse(value);
            foreach (var (option, its) in JsonNode.Of(document, value).Members)
            {
                if (option is not ("num_predict" or "temperature" or "top_p" or "top_k" or "seed" or "presence_penalty" or "frequency_penalty" or "stop"))
                {
                    json.Name(JsonString.Of(option));
                    json.Raw(its.Raw.Span);
                }
            }
        }
    }

    private static void WriteFormat(ChatRequest request, JsonOut json)
    {
        if (request.Shape == ReplyShape.Text)
        {
            return;
        }

        json.Name("format"u8);
        if (request.Shape == ReplyShape.JsonSchema && !request.Schema.IsEmpty)
        {
            json.Raw(request.Schema.Span);
        }
        else
        {
            json.Ascii("json"u8);
        }
    }

    /// <summary>A level for the models that know levels, yes or no for all others; a model that cannot think refuses a yes.</summary>
    private static void WriteThinking(ReasoningWish wish, UpstreamCall call, JsonOut json)
    {
        if (!wish.IsSet)
        {
            return;
        }

        json.Name("think"u8);
        if (!wish.IsOn || !call.Model.Contains("gpt-oss", StringComparison.OrdinalIgnoreCase))
        {
            json.Bool(wish.IsOn);
            return;
        }

        json.Ascii(wish.EffortOrDefault switch
        {
            Effort.Minimal or Effort.Low => "low"u8,
            Effort.High or Effort.Max => "high"u8,
            _ => "medium"u8,
        });
    }

    private static void WriteExtras(ChatRequest request, TranslationNotes notes, JsonOut json)
    {
        foreach (var (name, value) in request.Extras)
        {
            if (name == "keep_alive")
            {
                json.Name("keep_alive"u8);
                json.Raw(value.Span);
            }
            else if (name != "options")
            {
                notes.Lose(name, Loss.Setting, "Ollama has no such field");
            }
        }
    }

    private static void ReportLosses(ChatRequest request, TranslationNotes notes)
    {
        const string None = "Ollama has nothing like it";
        notes.LoseSettingIf(request.Choices > 1, "n", None);
        notes.LoseSettingIf(!request.LogitBias.IsEmpty, "logit_bias", None);
        notes.LoseSettingIf(!request.User.IsEmpty, "user", None);
        notes.LoseSettingIf(!request.Metadata.IsEmpty, "metadata", None);
        notes.LoseSettingIf(!request.ServiceTier.IsEmpty && !request.ServiceTier.Is("auto"u8) && !request.ServiceTier.Is("default"u8), "service_tier", None);
        if (request.WantsMedia)
        {
            notes.Lose("modalities", Loss.Content, "Ollama answers in text");
        }
    }
}
