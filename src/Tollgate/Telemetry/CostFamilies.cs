namespace Tollgate.Telemetry;

/// <summary>The families of money.</summary>
internal static class CostFamilies
{
    private const double NanoPerUsd = 1_000_000_000;

    /// <summary>Writes the families over these totals.</summary>
    public static void Render(PrometheusText text, List<(Series Series, SeriesCounters Counters)> totals)
    {
        var groups = totals
            .GroupBy(total => (total.Series.Model, total.Series.Provider), total => total.Counters)
            .Select(group => (group.Key, Cost: group.Sum(c => c.CostNanoUsd), Unpriced: group.Sum(c => c.Unpriced)))
            .ToList();
        text.Family("llm_cost_nanousd_total", "counter", "Cost of requests by price list, in billionths of a US dollar, exact.");
        foreach (var (labels, cost, _) in groups.Where(group => group.Cost > 0))
        {
            text.Sample("llm_cost_nanousd_total", cost, ("model", labels.Model), ("provider", labels.Provider));
        }

        // For panels only: what is billed is the integer above.
        text.Family("llm_cost_usd_total", "counter", "The same in US dollars.");
        foreach (var (labels, cost, _) in groups.Where(group => group.Cost > 0))
        {
            text.Sample("llm_cost_usd_total", cost / NanoPerUsd, ("model", labels.Model), ("provider", labels.Provider));
        }

        text.Family("llm_unpriced_requests_total", "counter", "Requests whose cost is unknown because their model has no price.");
        foreach (var (labels, _, unpriced) in groups.Where(group => group.Unpriced > 0))
        {
            text.Sample("llm_unpriced_requests_total", unpriced, ("model", labels.Model), ("provider", labels.Provider));
        }
    }
}
