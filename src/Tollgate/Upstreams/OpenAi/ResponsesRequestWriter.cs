using System.Buffers.Text;
using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>Writes the body of <c>POST /responses</c>. Nothing is left with the provider: what it has to remember it gets back with the next turn.</summary>
internal static class ResponsesRequestWriter
{
    /// <summary>OpenAI refuses less.</summary>
    private const long LeastTokens = 16;

    public static void Write(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        json.BeginObject();
        call.WriteModel(json);
        new ResponsesInputWriter(request, call, notes, json).Write();
        json.Name("store"u8);
        json.Bool(false);
        if (call.Stream)
        {
            json.Name("stream"u8);
            json.Bool(true);
        }

        WriteLimit(request, notes, json);
        var model = new OpenAiModel(call.Model);
        WriteSampling("temperature"u8, request.Temperature, model, notes, json);
        WriteSampling("top_p"u8, request.TopP, model, notes, json);
        ResponsesToolsWriter.Write(request, notes, json);
        ResponsesSearch.WriteLimit(request, notes, json);
        WriteReasoning(request.Reasoning, model, notes, json);
        WriteInclude(request, model, json);
        WriteText(request, json);
        WriteIdentity(request, call, notes, json);
        WriteExtras(request, notes, json);
        Report(request, notes);
        json.EndObject();
    }

    private static void WriteLimit(ChatRequest request, TranslationNotes notes, JsonOut json)
    {
        if (request.MaxTokens is not { } most)
        {
            return;
        }

        if (most < LeastTokens)
        {
            notes.Lose("max_tokens", Loss.Setting, "OpenAI's responses take no less than 16");
        }

        json.Name("max_output_tokens"u8);
        json.Number(Math.Max(LeastTokens, most));
    }

    /// <summary>Models that reason take none but the usual ones, which then need not be said.</summary>
    private static void WriteSampling(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> value, OpenAiModel model, TranslationNotes notes, JsonOut json)
    {
        if (value.IsEmpty || !model.Reasons)
        {
            json.RawIfAny(name, value);
        }
        else if (!Utf8Parser.TryParse(value.Span, out double number, out var used) || used != value.Length || number != 1)
        {
            notes.Lose(Encoding.ASCII.GetString(name), Loss.Setting, "reasoning models do not take it");
        }
    }

    private static void WriteReasoning(ReasoningWish wish, OpenAiModel model, TranslationNotes notes, JsonOut json)
    {
        var isOpen = wish is { Effort: Effort.Unset or Effort.Adaptive, Budget: null }; // as the model sees fit
        if (model.RefusesEffort)
        {
            if (wish.IsOn)
            {
                notes.Lose("reasoning", Loss.Setting, "this model does not reason");
            }

            return;
        }

        if (isOpen && wish.Show != true)
        {
            return;
        }

        json.Name("reasoning"u8);
        json.BeginObject();
        if (!isOpen)
        {
            json.Name("effort"u8);
            json.Ascii(model.EffortWord(wish.EffortOrDefault));
        }

        if (wish.Show == true)
        {
            json.Name("summary"u8);
            json.Ascii("auto"u8);
        }

        json.EndObject();
    }

    private static void WriteInclude(ChatRequest request, OpenAiModel model, JsonOut json)
    {
        var isReasoning = !model.RefusesEffort && (model.Reasons || request.Reasoning.IsOn || HasState(request)); // others refuse to be asked for notes
        if (isReasoning || request.Logprobs || request.MaySearch)
        {
            json.Name("include"u8);
            json.BeginArray();
            if (isReasoning)
            {
                json.Ascii("reasoning.encrypted_content"u8);
            }

            if (request.Logprobs)
            {
                json.Ascii("message.output_text.logprobs"u8);
            }

            if (request.MaySearch)
            {
                json.Ascii("web_search_call.action.sources"u8);
            }

            json.EndArray();
        }

        if (request.Logprobs)
        {
            json.NumberIfAny("top_logprobs"u8, request.TopLogprobs);
        }
    }

    private static bool HasState(ChatRequest request) =>
        request.Turns.Exists(turn => turn.Parts.Exists(part => part is ReasoningPart { State.Origin: StateOrigin.OpenAi }));

    private static void WriteText(ChatRequest request, JsonOut json)
    {
        var verbosity = Extra(request, "verbosity");
        if (request.Shape == ReplyShape.Text && verbosity.IsEmpty)
        {
            return;
        }

        json.Name("text"u8);
        json.BeginObject();
        json.RawIfAny("verbosity"u8, verbosity);
        if (request.Shape != ReplyShape.Text)
        {
            json.Name("format"u8);
            WriteFormat(request, json);
        }

        json.EndObject();
    }

    private static void WriteFormat(ChatRequest request, JsonOut json)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(request.Shape == ReplyShape.JsonSchema ? "json_schema"u8 : "json_object"u8);
        if (request.Shape == ReplyShape.JsonSchema)
        {
            ReplySchemaMembers.Write(request, json);
        }

        json.EndObject();
    }

    private static void WriteIdentity(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
    {
        var fields = new ChatFields(json, call.Preset.Chat, notes);
        fields.String("user", request.User);
        fields.Raw("metadata", request.Metadata);
        fields.String("service_tier", request.ServiceTier);
    }

    private static void WriteExtras(ChatRequest request, TranslationNotes notes, JsonOut json)
    {
        foreach (var (name, value) in request.Extras)
        {
            if (name is "prompt_cache_key" or "prompt_cache_retention" or "prompt_cache_options" or "safety_identifier" or "max_tool_calls" or "truncation" or "moderation")
            {
                json.Name(JsonString.Of(name));
                json.Raw(value.Span);
            }
            else if (name != "verbosity")
            {
                notes.Lose(name, Loss.Setting, "OpenAI's responses have no such field here");
            }
        }
    }

    private static void Report(ChatRequest request, TranslationNotes notes)
    {
        const string No = "OpenAI's responses have no such setting";
        notes.LoseSettingIf(!request.TopK.IsEmpty, "top_k", No);
        notes.LoseSettingIf(!request.Seed.IsEmpty, "seed", No);
        notes.LoseSettingIf(!request.PresencePenalty.IsEmpty, "presence_penalty", No);
        notes.LoseSettingIf(!request.FrequencyPenalty.IsEmpty, "frequency_penalty", No);
        notes.LoseSettingIf(!request.LogitBias.IsEmpty, "logit_bias", No);
        notes.LoseSettingIf(request.Stop.Count > 0, "stop", No);
        notes.LoseSettingIf(request.Choices > 1, "n", No);
        if (!request.AudioOut.IsEmpty || request.WantsMedia)
        {
            notes.Lose("modalities", Loss.Content, "OpenAI's responses answer with text only");
        }
    }

    private static ReadOnlyMemory<byte> Extra(ChatRequest request, string name) => request.Extras.Find(extra => extra.Key == name).Value;
}
