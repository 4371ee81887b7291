using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>How much a request lets the model think and write: the client's wish, as far as model, tools and conversation allow it.</summary>
internal readonly record struct ThinkingPlan
{
    /// <summary>The smallest budget that this vendor takes, in tokens.</summary>
    private const long MinBudget = 1024;

    private const string Field = "reasoning_effort";

    /// <summary>Tokens of the answer, thoughts included.</summary>
    public long MaxTokens { get; private init; }

    /// <summary>Tokens for thoughts; 0 for none, or for as many as the model sees fit.</summary>
    public long Budget { get; private init; }

    /// <summary>As the model sees fit.</summary>
    public bool IsAdaptive { get; private init; }

    /// <summary>The client wants no thoughts from a model that would have some.</summary>
    public bool IsOff { get; private init; }

    /// <summary>For <c>output_config</c>; <see cref="Effort.Unset"/> for none.</summary>
    public Effort Effort { get; private init; }

    /// <summary>The model thinks.</summary>
    public bool IsOn => IsAdaptive || Budget > 0;

    /// <summary>Works it out.</summary>
    /// <param name="request">What the client wants.</param>
    /// <param name="limit">Most tokens that the model can write.</param>
    /// <param name="model">What it takes.</param>
    /// <param name="mustCall">It has to call a tool, which leaves no room for thoughts.</param>
    /// <param name="lacksThoughts">The turn that tools were called in came without its signed thoughts, from another provider perhaps.</param>
    /// <param name="notes">Where it says what is left out.</param>
    public static ThinkingPlan Of(ChatRequest request, long limit, ClaudeModel model, bool mustCall, bool lacksThoughts, TranslationNotes notes)
    {
        var wish = request.Reasoning;
        var plan = new ThinkingPlan { MaxTokens = request.MaxTokens ?? limit };
        if (!wish.IsOn)
        {
            return plan with { IsOff = wish.IsSet && model.Thinking == ThinkingStyle.Adaptive };
        }

        var withEffort = plan with { Effort = EffortFor(wish, model) };
        if (model.Thinking == ThinkingStyle.None)
        {
            notes.Lose(Field, Loss.Setting, "this model does not think");
            return plan;
        }

        if (mustCall)
        {
            notes.Lose(Field, Loss.Setting, "this model cannot think when it must call a tool");
            return withEffort;
        }

        if (model.Thinking == ThinkingStyle.Adaptive || (model.Thinking == ThinkingStyle.BudgetOrAdaptive && wish.Budget is null))
        {
            return withEffort with { IsAdaptive = true };
        }

        if (lacksThoughts)
        {
            notes.Lose(Field, Loss.Setting, "the tools were called without signed thoughts, and such a turn is gone on with without thinking");
            return withEffort;
        }

        return withEffort.WithBudget(wish, request.MaxTokens, limit, notes);
    }

    private ThinkingPlan WithBudget(ReasoningWish wish, long? maxTokens, long limit, TranslationNotes notes)
    {
        var budget = Math.Max(MinBudget, wish.BudgetOrDefault);
        if (maxTokens is { } most && most <= budget)
        {
            // A budget that the client wrote comes on top of its limit; one that stands for an effort stays within, if it can.
            budget = wish.Budget is null ? Math.Max(MinBudget, most - (most / 4)) : budget;
        }

        var total = budget < MaxTokens ? MaxTokens : Math.Min(Math.Max(limit, MaxTokens), budget + MaxTokens);
        budget = Math.Min(budget, total - 1);
        if (budget < MinBudget)
        {
            notes.Lose(Field, Loss.Setting, "the limit of tokens leaves no room for thoughts");
            return this;
        }

        return this with { Budget = budget, MaxTokens = total };
    }

    private static Effort EffortFor(ReasoningWish wish, ClaudeModel model)
    {
        var effort = wish.Effort == Effort.Unset && model.Thinking == ThinkingStyle.Adaptive ? wish.EffortOrDefault : wish.Effort;
        return effort switch
        {
            _ when model.MaxEffort == Effort.Unset => Effort.Unset,
            Effort.Minimal => Effort.Low,
            Effort.Low or Effort.Medium or Effort.High or Effort.Max => effort > model.MaxEffort ? model.MaxEffort : effort,
            _ => Effort.Unset,
        };
    }
}
