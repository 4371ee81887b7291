using System.Buffers.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes the body of a chat completion for a provider.</summary>
internal sealed class ChatBodyWriter(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
{
    private readonly ChatQuirks _quirks = call.Preset.Chat;
    private readonly ChatFields _fields = new(json, call.Preset.Chat, notes);
    private readonly OpenAiModel _model = new(call.Model);

    public void Write()
    {
        json.BeginObject();
        call.WriteModel(json);
        json.Name("messages"u8);
        new ChatMessageWriter(request, call, notes, json).Write();
        WriteStream();
        WriteLimits();
        WriteSampling();
        new ChatToolWriter(request, _quirks, notes, json).Write();
        ChatSearch.Write(request, call, notes, json);
        WriteShape();
        ChatEffortWriter.Write(request.Reasoning, _quirks, _model, notes, json);
        WriteRest();
        json.EndObject();
    }

    private void WriteStream()
    {
        if (!call.Stream)
        {
            return;
        }

        json.Name("stream"u8);
        json.Bool(true);
        if (call.IncludeUsage)
        {
            json.Name("stream_options"u8);
            json.Raw("{\"include_usage\":true}"u8);
        }
    }

    private void WriteLimits()
    {
        if (request.MaxTokens is { } most)
        {
            _fields.Name(_model.Reasons ? "max_completion_tokens" : _quirks.MaxTokensField);
            json.Number(most);
        }

        if (request.Choices > 1 && _fields.TakesOrLose("n"))
        {
            json.Name("n"u8);
            json.Number(request.Choices);
        }

        if (request.Stop.Count == 0 || Refused("stop", !_model.Reasons) || !_fields.TakesOrLose("stop"))
        {
            return;
        }

        if (request.Stop.Count > _quirks.MaxStops)
        {
            notes.Lose("stop", Loss.Setting, $"this provider takes {_quirks.MaxStops} of them");
        }

        json.StringsIfAny("stop"u8, request.Stop, _quirks.MaxStops);
    }

    private void WriteSampling()
    {
        Sampling("temperature", request.Temperature, neutral: 1);
        Sampling("top_p", request.TopP, neutral: 1);
        Sampling("presence_penalty", request.PresencePenalty, neutral: 0);
        Sampling("frequency_penalty", request.FrequencyPenalty, neutral: 0);
        Sampling("logit_bias", request.LogitBias, neutral: double.NaN);
        _fields.Raw("seed", request.Seed, _quirks.SeedField);
        if (!request.TopK.IsEmpty && !_quirks.TakesTopK)
        {
            notes.Lose("top_k", Loss.Setting, "this provider does not take it");
        }
        else
        {
            _fields.Raw("top_k", request.TopK);
        }

        if (!request.Logprobs || Refused("logprobs", !_model.Reasons) || !_fields.TakesOrLose("logprobs"))
        {
            return;
        }

        json.Name("logprobs"u8);
        json.Bool(true);
        json.NumberIfAny("top_logprobs"u8, request.TopLogprobs);
    }

    private void Sampling(string field, ReadOnlyMemory<byte> value, double neutral)
    {
        var isNeutral = Utf8Parser.TryParse(value.Span, out double number, out var used) && used == value.Length && number == neutral;
        if (!value.IsEmpty && !(isNeutral && _model.Reasons) && !Refused(field, !_model.Reasons))
        {
            _fields.Raw(field, value);
        }
    }

    private bool Refused(string field, bool isTaken)
    {
        if (!isTaken)
        {
            notes.Lose(field, Loss.Setting, "reasoning models do not take it");
        }

        return !isTaken;
    }

    private void WriteShape()
    {
        if (request.Shape == ReplyShape.Text || !_fields.TakesOrLose("response_format", Loss.Content))
        {
            return;
        }

        json.Name("response_format"u8);
        if (request.Shape == ReplyShape.JsonObject || !_quirks.TakesSchema)
        {
            if (request.Shape == ReplyShape.JsonSchema)
            {
                notes.Lose("response_format.json_schema", Loss.Content, "this provider gives JSON, but not by a schema");
            }

            json.Raw("{\"type\":\"json_object\"}"u8);
            return;
        }

        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("json_schema"u8);
        json.Name("json_schema"u8);
        json.BeginObject();
        ReplySchemaMembers.Write(request, json);
        json.EndObject();
        json.EndObject();
    }

    private void WriteRest()
    {
        _fields.String("user", request.User);
        _fields.String("service_tier", request.ServiceTier);
        if (request.Modalities.Count > 0 && _fields.TakesOrLose("modalities", Loss.Content))
        {
            json.StringsIfAny("modalities"u8, request.Modalities);
        }

        _fields.Raw("audio", request.AudioOut);
        var stores = false;
        foreach (var (name, value) in request.Extras)
        {
            if (!IsOwnField(name) || call.Preset.Kind is not ("openai" or "azure" or "openrouter" or "openai-compatible"))
            {
                notes.Lose(name, Loss.Setting, "the chat format of this provider has no such field");
                continue;
            }

            _fields.Raw(name, value);
            stores |= name == "store" && value.Span.SequenceEqual("true"u8);
        }

        if (!request.Metadata.IsEmpty && !stores)
        {
            notes.Lose("metadata", Loss.Setting, "it is taken with answers that are stored only");
        }
        else
        {
            _fields.Raw("metadata", request.Metadata);
        }
    }

    /// <summary>Fields of OpenAI's that its chat format shares with its other ones.</summary>
    private static bool IsOwnField(string name) => name
        is "store" or "prompt_cache_key" or "prompt_cache_retention" or "safety_identifier" or "verbosity" or "prediction" or "moderation";
}
