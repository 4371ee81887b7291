using Tollgate.Metering.Prices;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Admission.Budgets;

/// <summary>
/// Passes on that thresholds were reached. That each is told once is the store's doing: it calls here for those that it has just written down for the
/// first time, and again after a crash in between, so whoever subscribes may see one twice and knows it by its fields.
/// </summary>
/// <param name="log">Gets a line for each; null for none.</param>
internal sealed class BudgetAlerts(EventLog? log)
{
    private readonly LabelledFamily _counts = new(
        "llm_budget_alerts_total", "counter", "Thresholds of budgets that spending has reached.", "budget", "percent");

    private Action<BudgetAlert>[] _subscribers = [];

    /// <summary>Adds somebody who is told of each, on a background thread. What it throws is logged, and forgotten.</summary>
    public void Subscribe(Action<BudgetAlert> subscriber) => Volatile.Write(ref _subscribers, [.. _subscribers, subscriber]);

    /// <summary>A threshold was reached.</summary>
    public void Tell(BudgetAlert alert)
    {
        var percent = alert.Percent.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _counts.Add(1, alert.Budget, percent);
        log?.Warn(
            BudgetEvents.Reached,
            "A budget's threshold was reached",
            ("budget", alert.Budget),
            ("subject", alert.SubjectName),
            ("period", alert.Period),
            ("percent", alert.Percent),
            ("spent_usd", UsdText.Format(alert.SpentNanoUsd)),
            ("limit_usd", UsdText.Format(alert.LimitNanoUsd)));
        foreach (var subscriber in Volatile.Read(ref _subscribers))
        {
            try
            {
                subscriber(alert);
            }
#pragma warning disable CA1031 // the edge to whoever listens: money is not lost because a listener fails
            catch (Exception failure)
#pragma warning restore CA1031
            {
                log?.Error(BudgetEvents.NotTold, "A listener to budgets failed", ("exception", failure.GetType().Name));
            }
        }
    }

    /// <summary>A budget begins to refuse requests in this period.</summary>
    public void Refused(BudgetRule rule, BudgetCell cell) => log?.Warn(
        BudgetEvents.Refusing,
        "A budget refuses requests; further ones of this period are only counted",
        ("budget", rule.Name),
        ("subject", cell.Subject.Name),
        ("spent_usd", UsdText.Format(Math.Max(0, cell.SpentByAll))),
        ("limit_usd", UsdText.Format(rule.Config.LimitNanoUsd)));

    /// <summary>Writes the counts.</summary>
    public void Render(PrometheusText text) => _counts.Render(text);
}
