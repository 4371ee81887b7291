namespace Tollgate.Configuration;

/// <summary>Calendar periods of budgets; they begin at midnight of the budget's time zone.</summary>
public enum BudgetPeriod
{
    /// <summary>A calendar day.</summary>
    Day,

    /// <summary>A calendar month.</summary>
    Month,
}
