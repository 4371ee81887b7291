using Tollgate.Recording;

namespace Tollgate.Admission.Budgets;

/// <summary>Event numbers of budgets.</summary>
internal static class BudgetEvents
{
    public const int Reached = EventRange.Admission + 60;
    public const int Refusing = EventRange.Admission + 61;
    public const int NotTold = EventRange.Admission + 62;
    public const int StoreFailed = EventRange.Admission + 63;
    public const int NotKept = EventRange.Admission + 64;
}
