using System.Buffers.Text;
using System.Text.Json;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>Writes the body of a request in the messages format.</summary>
internal sealed class MessagesRequestBody(ChatRequest request, UpstreamCall call, TranslationNotes notes, JsonOut json)
{
    private const int MaxDepth = 64;

    /// <summary>The least top_p beside thoughts.</summary>
    private const double LeastTopP = 0.95;

    private readonly ClaudeModel _model = ClaudeModels.Find(call.Model);
    private readonly Conversation _conversation = new(notes);

    public void Write()
    {
        _conversation.Read(request);
        var tools = new MessageTools(request, _model, notes);
        var limit = call.MaxOutput > 0 ? call.MaxOutput : _model.MaxOutput;
        var plan = ThinkingPlan.Of(request, limit, _model, tools.MustCall, _conversation.LacksThoughts, notes);

        json.BeginObject();
        WriteTarget();
        Number("max_tokens"u8, plan.MaxTokens);
        WriteSystem();
        WriteMessages();
        tools.Write(_conversation.HasCalls, json);
        WriteThinking(plan);
        WriteOutput(plan);
        WriteSampling(plan);
        WriteStops();
        WriteDetails();
        WriteExtras();
        json.EndObject();
        ReportLost();
    }

    /// <summary>Which model: in the body at its vendor; elsewhere in the path, and the body names the version of the format.</summary>
    private void WriteTarget()
    {
        if (call.Preset.AnthropicBodyVersion is { } version)
        {
            json.Name("anthropic_version"u8);
            json.Text(version);
        }
        else
        {
            call.WriteModel(json);
        }

        if (call.Stream)
        {
            json.Name("stream"u8);
            json.Bool(true);
        }
    }

    private void WriteSystem()
    {
        var wantsObject = request.Shape == ReplyShape.JsonObject;
        if (_conversation.System.Count == 0 && !wantsObject)
        {
            return;
        }

        json.Name("system"u8);
        json.BeginArray();
        foreach (var text in _conversation.System)
        {
            json.BeginObject();
            json.Name("type"u8);
            json.Ascii("text"u8);
            json.Name("text"u8);
            json.String(text.Text);
            MessageParts.WriteMark(text.CacheMark, json);
            json.EndObject();
        }

        if (wantsObject)
        {
            json.Raw("{\"type\":\"text\",\"text\":\"Answer with one JSON object and nothing else: no words around it, no code fence.\"}"u8);
        }

        json.EndArray();
    }

    private void WriteMessages()
    {
        json.Name("messages"u8);
        json.BeginArray();
        foreach (var group in _conversation.Messages)
        {
            json.BeginObject();
            json.Name("role"u8);
            json.Ascii(group.IsAssistant ? "assistant"u8 : "user"u8);
            json.Name("content"u8);
            MessageParts.Write(group.Results.Count == 0 ? group.Parts : [.. group.Results, .. group.Parts], json);
            json.EndObject();
        }

        json.EndArray();
    }

    private void WriteThinking(in ThinkingPlan plan)
    {
        if (!plan.IsOn && !plan.IsOff)
        {
            return;
        }

        json.Name("thinking"u8);
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(plan.IsOff ? "disabled"u8 : plan.IsAdaptive ? "adaptive"u8 : "enabled"u8);
        if (plan.Budget > 0)
        {
            Number("budget_tokens"u8, plan.Budget);
        }

        // Models that think as they see fit keep it to themselves unless asked.
        if (plan.IsOn && (plan.IsAdaptive || request.Reasoning.Show == false))
        {
            json.Name("display"u8);
            json.Ascii(request.Reasoning.Show == false ? "omitted"u8 : "summarized"u8);
        }

        json.EndObject();
    }

    private void WriteOutput(in ThinkingPlan plan)
    {
        var hasSchema = request.Shape == ReplyShape.JsonSchema && _model.TakesSchema;
        if (!hasSchema && plan.Effort == Effort.Unset)
        {
            return;
        }

        json.Name("output_config"u8);
        json.BeginObject();
        if (plan.Effort != Effort.Unset)
        {
            json.Name("effort"u8);
            json.Ascii(plan.Effort switch
            {
                Effort.Low => "low"u8,
                Effort.Medium => "medium"u8,
                Effort.High => "high"u8,
                _ => "max"u8,
            });
        }

        if (hasSchema)
        {
            using var schema = JsonDocument.Parse(request.Schema, new JsonDocumentOptions { MaxDepth = MaxDepth });
            json.Name("format"u8);
            json.BeginObject();
            json.Name("type"u8);
            json.Ascii("json_schema"u8);
            json.Name("schema"u8);
            FittedSchema.Write(JsonNode.Of(schema, request.Schema), json);
            json.EndObject();
        }

        json.EndObject();
    }

    private void WriteSampling(in ThinkingPlan plan)
    {
        const string Thinks = "a model that thinks takes none";
        var why = !_model.TakesSampling ? "this model takes none" : plan.IsOn ? Thinks : null;
        if (request.Temperature.Length > 0)
        {
            if (why is not null)
            {
                LoseSetting("temperature", why);
            }
            else
            {
                json.Name("temperature"u8);
                WriteTemperature();
            }
        }

        if (request.TopP.Length > 0)
        {
            why = why == Thinks && Value(request.TopP) >= LeastTopP ? null
                : _model.TakesOneOfBoth && request.Temperature.Length > 0 ? "this model takes either this or temperature" : why;
            WriteNumber("top_p"u8, "top_p", request.TopP, why);
        }

        WriteNumber("top_k"u8, "top_k", request.TopK, !_model.TakesSampling ? "this model takes none" : plan.IsOn ? Thinks : null);
    }

    private void WriteTemperature()
    {
        if (Value(request.Temperature) > 1)
        {
            LoseSetting("temperature", "this provider's scale ends at 1");
            json.Number(1);
        }
        else
        {
            json.Raw(request.Temperature.Span);
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> name, string field, ReadOnlyMemory<byte> number, string? whyNot)
    {
        if (number.Length == 0)
        {
            return;
        }

        if (whyNot is not null)
        {
            LoseSetting(field, whyNot);
            return;
        }

        json.Name(name);
        json.Raw(number.Span);
    }

    private void WriteStops()
    {
        var any = false;
        foreach (var stop in request.Stop)
        {
            if (stop.ToString().AsSpan().Trim().IsEmpty)
            {
                LoseSetting("stop", "this provider refuses a stop sequence of white space");
                continue;
            }

            if (!any)
            {
                any = true;
                json.Name("stop_sequences"u8);
                json.BeginArray();
            }

            json.String(stop);
        }

        if (any)
        {
            json.EndArray();
        }
    }

    private void WriteDetails()
    {
        if (!request.User.IsEmpty)
        {
            json.Name("metadata"u8);
            json.BeginObject();
            json.Name("user_id"u8);
            json.String(request.User);
            json.EndObject();
        }

        if (request.ServiceTier.Is("auto"u8) || request.ServiceTier.Is("default"u8))
        {
            json.Name("service_tier"u8);
            json.Ascii(request.ServiceTier.Is("auto"u8) ? "auto"u8 : "standard_only"u8);
        }
        else if (!request.ServiceTier.IsEmpty)
        {
            LoseSetting("service_tier", "this provider has no such tier");
        }
    }

    /// <summary>Fields of this vendor's own clients go on; those of others have no meaning here.</summary>
    private void WriteExtras()
    {
        foreach (var (name, value) in request.Extras)
        {
            if (name is "cache_control" or "container" or "context_management" or "inference_geo" or "mcp_servers" or "user_profile_id")
            {
                json.Name(JsonString.Of(name));
                json.Raw(value.Span);
            }
            else if (!MessageSearch.Says(name, request))
            {
                LoseSetting(name, "this provider has no such field");
            }
        }
    }

    private void ReportLost()
    {
        const string Why = "this provider has no such setting";
        notes.LoseSettingIf(request.Choices > 1, "n", "this provider gives one answer");
        notes.LoseSettingIf(request.Seed.Length > 0, "seed", Why);
        notes.LoseSettingIf(request.PresencePenalty.Length > 0, "presence_penalty", Why);
        notes.LoseSettingIf(request.FrequencyPenalty.Length > 0, "frequency_penalty", Why);
        notes.LoseSettingIf(request.LogitBias.Length > 0, "logit_bias", Why);
        notes.LoseSettingIf(request.Logprobs || request.TopLogprobs is not null, "logprobs", "this provider tells no probabilities");
        notes.LoseSettingIf(request.Metadata.Length > 0, "metadata", "this provider keeps no metadata");
        if (request.WantsMedia)
        {
            notes.Lose("modalities", Loss.Content, "this provider answers with text");
        }
    }

    private void LoseSetting(string field, string why) => notes.Lose(field, Loss.Setting, why);

    private void Number(ReadOnlySpan<byte> name, long value)
    {
        json.Name(name);
        json.Number(value);
    }

    private static double Value(ReadOnlyMemory<byte> number) => Utf8Parser.TryParse(number.Span, out double value, out _) ? value : 0;
}
