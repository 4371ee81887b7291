using System.Buffers.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Cohere;

/// <summary>Writes the body of a request to Cohere's chat.</summary>
internal sealed class CohereChatBody(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
{
    private const int MaxStops = 5;

    /// <summary>The most of top_p that it takes.</summary>
    private const double MaxTopP = 0.99;

    private static readonly string[] ThinkNot =
        ["command-r", "command-a-03", "command-a-vision", "command-a-translate", "command-light", "command-nightly", "c4ai-"];

    private readonly bool _thinks = !Array.Exists(ThinkNot, prefix => call.Model.StartsWith(prefix, StringComparison.Ordinal));

    public void Write()
    {
        json.BeginObject();
        call.WriteModel(json);
        json.Name("stream"u8);
        json.Bool(call.Stream);
        new CohereMessages(_thinks, notes, json).Write(request);
        new CohereTools(request, notes, json).Write();
        WriteShape();
        WriteThinking();
        WriteLimits();
        WriteSampling();
        json.EndObject();
        ReportLost();
    }

    private void WriteShape()
    {
        if (request.Shape == ReplyShape.Text)
        {
            return;
        }

        if (request.Tools.Count > 0 && request.ToolChoice != ToolChoiceKind.None)
        {
            notes.Lose("response_format", Loss.Content, "Cohere takes either tools or a form for the answer");
            return;
        }

        json.Name("response_format"u8);
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii("json_object"u8);
        if (request.Shape == ReplyShape.JsonSchema)
        {
            json.Name("json_schema"u8);
            json.Raw(request.Schema.Span);
        }

        json.EndObject();
    }

    private void WriteThinking()
    {
        var wish = request.Reasoning;
        if (!wish.IsSet || (!_thinks && !wish.IsOn))
        {
            return;
        }

        if (!_thinks)
        {
            notes.Lose("reasoning_effort", Loss.Setting, "this model does not think");
            return;
        }

        json.Name("thinking"u8);
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(wish.IsOn ? "enabled"u8 : "disabled"u8);
        if (wish.IsOn && (wish.Budget is > 0 || wish.Effort is not (Effort.Unset or Effort.Adaptive or Effort.Max)))
        {
            json.Name("token_budget"u8);
            json.Number(wish.BudgetOrDefault);
        }

        json.EndObject();
    }

    private void WriteLimits()
    {
        json.NumberIfAny("max_tokens"u8, request.MaxTokens);
        json.StringsIfAny("stop_sequences"u8, request.Stop, MaxStops);
        notes.LoseSettingIf(request.Stop.Count > MaxStops, "stop", "Cohere takes five stop sequences");
    }

    private void WriteSampling()
    {
        WriteNumber("temperature"u8, request.Temperature, 0, 1, "temperature");
        if (request.TopP.Length > 0 && Value(request.TopP) > MaxTopP)
        {
            json.Name("p"u8);
            json.Raw("0.99"u8); // all there is, near enough
        }
        else
        {
            WriteNumber("p"u8, request.TopP, 0, 1, "top_p");
        }

        WriteNumber("k"u8, request.TopK, 0, 500, "top_k");
        WriteNumber("seed"u8, request.Seed, 0, double.MaxValue, "seed");
        WriteNumber("frequency_penalty"u8, request.FrequencyPenalty, 0, 1, "frequency_penalty");
        WriteNumber("presence_penalty"u8, request.PresencePenalty, 0, 1, "presence_penalty");
    }

    /// <summary>A number within the bounds that Cohere has for it; one beyond them becomes the bound.</summary>
    private void WriteNumber(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> number, long least, double most, string field)
    {
        if (number.Length == 0)
        {
            return;
        }

        var value = Value(number);
        json.Name(name);
        if (value >= least && value <= most)
        {
            json.Raw(number.Span);
            return;
        }

        notes.Lose(field, Loss.Setting, "it is beyond Cohere's scale");
        json.Number(value < least ? least : (long)most);
    }

    private void ReportLost()
    {
        const string Why = "Cohere has no such setting";
        notes.LoseSettingIf(request.Choices > 1, "n", "Cohere gives one answer");
        notes.LoseSettingIf(request.LogitBias.Length > 0, "logit_bias", Why);
        notes.LoseSettingIf(request.Logprobs || request.TopLogprobs is not null, "logprobs", "Cohere tells probabilities by numbers of tokens only");
        notes.LoseSettingIf(!request.User.IsEmpty, "user", Why);
        notes.LoseSettingIf(request.Metadata.Length > 0, "metadata", Why);
        notes.LoseSettingIf(!request.ServiceTier.IsEmpty && !request.ServiceTier.Is("auto"u8), "service_tier", Why);
        foreach (var (name, _) in request.Extras)
        {
            notes.Lose(name, Loss.Setting, Why);
        }

        if (request.WantsMedia)
        {
            notes.Lose("modalities", Loss.Content, "Cohere answers with text");
        }
    }

    private static double Value(ReadOnlyMemory<byte> number) => Utf8Parser.TryParse(number.Span, out double value, out _) ? value : 0;
}
