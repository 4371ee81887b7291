namespace Tollgate.Admission.Budgets;

/// <summary>What holds for one subject: all budgets that match it, and the tightest that stops requests.</summary>
internal sealed class BudgetTerms
{
    public BudgetTerms(IEnumerable<BudgetRule> rules)
    {
        Rules = [.. rules];
        Hard = Rules.Where(rule => rule.Config.Hard).MinBy(rule => rule.Config.LimitNanoUsd);
        LimitNanoUsd = Hard?.Config.LimitNanoUsd ?? long.MaxValue;
    }

    /// <summary>No budget.</summary>
    public static BudgetTerms None { get; } = new([]);

    public BudgetRule[] Rules { get; }

    /// <summary>The one that refuses; null where all only count.</summary>
    public BudgetRule? Hard { get; }

    /// <summary>Its amount; where there is none, more than anybody spends.</summary>
    public long LimitNanoUsd { get; }
}
