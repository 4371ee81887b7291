using Tollgate.Telemetry;

namespace Tollgate.Admission.Budgets;

/// <summary>What budgets show on the metrics page. Budgets are named by operators; subjects stand in the admin API alone.</summary>
internal static class BudgetMetrics
{
    public static void Add(MetricsRegistry metrics, BudgetTable table)
    {
        metrics.AddFamilies(text => Render(text, table));
        metrics.AddFamilies(table.Alerts.Render);
        metrics.AddGauge("llm_budget_subjects", "Keys, users, applications and so on whose spending is counted for budgets.", () => table.Subjects);
        metrics.AddGauge("llm_budget_subjects_limit", "Most of them; what is beyond is counted together.", () => BudgetTable.MaxSubjects);
        metrics.AddCounter("llm_budget_subjects_folded_total", "Requests counted together because there were too many subjects.", () => table.Overflows);
        metrics.AddCounter("llm_budget_unpriced_total", "Requests under a budget whose model has no price, which no budget can count.", () => table.Uncounted);
        metrics.AddGauge("llm_budget_known", "1 when what was spent before the start is known; 0 while hard budgets refuse because it is not.", () => table.IsKnown ? 1 : 0);
    }

    private static void Render(PrometheusText text, BudgetTable table)
    {
        var refused = new LabelledFamily("llm_budget_refused_total", "counter", "Requests answered 402 because a budget had no room.", "budget");
        var used = new LabelledFamily("llm_budget_used_ratio", "gauge", "Spent part of the budget, of the subject that has spent most in the present period.", "budget");
        foreach (var rule in table.Rules)
        {
            refused.Add(rule.Refused, rule.Name);
            used.Set(0, rule.Name);
        }

        foreach (var (rule, ratio) in Ratios(table)) { used.Set(ratio, rule.Name); }
        refused.Render(text);
        used.Render(text);
    }

    private static IEnumerable<(BudgetRule Rule, double Ratio)> Ratios(BudgetTable table)
    {
        var now = table.NowUnixMs;
        var most = new Dictionary<BudgetRule, double>();
        foreach (var subject in table.Active.SelectMany(meter => meter.Subjects))
        {
            if (Array.Find(subject.Cells, cell => cell.Span.Contains(now)) is not { } cell) { continue; }
            foreach (var rule in subject.Terms.Rules)
            {
                most[rule] = Math.Max(most.GetValueOrDefault(rule), (double)cell.SpentByAll / rule.Config.LimitNanoUsd);
            }
        }

        return most.Select(pair => (pair.Key, pair.Value));
    }
}
