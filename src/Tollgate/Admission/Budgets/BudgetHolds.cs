namespace Tollgate.Admission.Budgets;

/// <summary>Holds of one loop that wait for another request.</summary>
internal sealed class BudgetHolds
{
    /// <summary>More are left to the collector: so many requests begin and end in a loop's turn.</summary>
    private const int MaxFree = 256;

    private readonly Stack<BudgetHold> _free = new();

    public BudgetHold Rent() => _free.TryPop(out var hold) ? hold : new BudgetHold();

    public void Return(BudgetHold hold)
    {
        hold.End();
        if (_free.Count < MaxFree) { _free.Push(hold); }
    }
}
