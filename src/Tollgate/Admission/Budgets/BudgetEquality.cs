using System.Diagnostics.CodeAnalysis;
using Tollgate.Configuration;

namespace Tollgate.Admission.Budgets;

/// <summary>Budgets with the same settings; records compare lists by reference.</summary>
internal sealed class BudgetEquality : IEqualityComparer<BudgetConfig>
{
    public static BudgetEquality Instance { get; } = new();

    public bool Equals(BudgetConfig? x, BudgetConfig? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x with { Alerts = y.Alerts } == y && x.Alerts.SequenceEqual(y.Alerts));

    public int GetHashCode([DisallowNull] BudgetConfig obj) => HashCode.Combine(obj.FullName, obj.Scope, obj.Match, obj.LimitNanoUsd);
}
