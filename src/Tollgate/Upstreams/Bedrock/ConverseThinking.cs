using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Writes the wish for reasoning, which Converse has no field for: each family of models has its own among the additional ones.</summary>
internal static class ConverseThinking
{
    private const long LeastBudget = 1024;

    /// <summary>Tokens for the answer itself, where the client named no limit, or one that the thoughts would use up.</summary>
    private const long AnswerTokens = 4096;

    /// <summary>Claude is told to think. It has to be left alone where calls are under way that it cannot have its notes on back: it refuses to go on.</summary>
    public static bool IsOn(ChatRequest request, BedrockModel model) =>
        request.Reasoning.IsOn && (model.TakesThinkingBudget || model.TakesAdaptiveThinking) && !LacksNotes(request) && !ConverseTools.UsesReplyTool(request, model);

    /// <summary>The limit of tokens, which the thoughts count against.</summary>
    public static long? MaxTokens(ChatRequest request, BedrockModel model) =>
        IsOn(request, model) && model.TakesThinkingBudget && !(request.MaxTokens > BudgetOf(request)) ? BudgetOf(request) + (request.MaxTokens ?? AnswerTokens) : request.MaxTokens;

    public static void Write(ChatRequest request, BedrockModel model, TranslationNotes notes, JsonOut json)
    {
        var wish = request.Reasoning;
        if (IsOn(request, model))
        {
            WriteClaude(request, model, json);
        }
        else if (wish.IsOn && model.IsNova2)
        {
            json.Name("reasoningConfig"u8);
            json.BeginObject();
            json.Name("type"u8);
            json.Ascii("enabled"u8);
            json.Name("maxReasoningEffort"u8);
            json.Ascii(Level(wish.EffortOrDefault));
            json.EndObject();
        }
        else if (wish.IsOn && model.IsGptOss)
        {
            json.Name("reasoning_effort"u8);
            json.Ascii(Level(wish.EffortOrDefault));
        }
        else if (wish.IsOn)
        {
            notes.Lose("reasoning_effort", Loss.Setting, model.Claude >= 37 ? "Claude cannot begin to think in the middle of calls or a structured answer" : "this model has no such setting");
        }
    }

    private static void WriteClaude(ChatRequest request, BedrockModel model, JsonOut json)
    {
        json.Name("thinking"u8);
        json.BeginObject();
        json.Name("type"u8);
        if (model.TakesAdaptiveThinking)
        {
            json.Ascii("adaptive"u8);
            json.EndObject();
            if (request.Reasoning.Effort is not Effort.Adaptive)
            {
                json.Name("output_config"u8);
                json.BeginObject();
                json.Name("effort"u8);
                json.Ascii(request.Reasoning.Effort == Effort.Max ? "max"u8 : Level(request.Reasoning.EffortOrDefault));
                json.EndObject();
            }

            return;
        }

        json.Ascii("enabled"u8);
        json.Name("budget_tokens"u8);
        json.Number(BudgetOf(request));
        json.EndObject();
    }

    private static long BudgetOf(ChatRequest request) => Math.Max(LeastBudget, request.Reasoning.BudgetOrDefault);

    private static ReadOnlySpan<byte> Level(Effort effort) => effort switch
    {
        Effort.None or Effort.Minimal or Effort.Low => "low"u8,
        Effort.High or Effort.Max => "high"u8,
        _ => "medium"u8,
    };

    private static bool LacksNotes(ChatRequest request)
    {
        var last = request.Turns.FindLast(turn => turn.Role == Role.Assistant);
        return last is not null
            && last.Parts.Exists(part => part is ToolCallPart)
            && !last.Parts.Exists(part => part is ReasoningPart { State.Origin: StateOrigin.Anthropic or StateOrigin.AnthropicRedacted });
    }
}
