using Tollgate.Telemetry;

namespace Tollgate.Admission;

/// <summary>The limits' own figures, read when somebody scrapes.</summary>
internal static class LimitMetrics
{
    /// <summary>Shows them on this registry's page.</summary>
    public static void Add(MetricsRegistry metrics, LimitRegistry limits)
    {
        metrics.AddFamilies(limits.Refusals.Render);
        metrics.AddGauge("tollgate_limit_subjects", "Subjects that limits keep a count of.", () => limits.Tables.Sum(table => table.Count));
        metrics.AddGauge("tollgate_limit_subjects_limit", "Most subjects that one limit keeps a count of each.", () => LimitTable.DefaultMaxCells);
        metrics.AddCounter(
            "tollgate_limit_subjects_overflow_total",
            "Requests whose subject found no place and shares a count with others.",
            () => limits.Tables.Sum(table => table.Overflowed));
    }
}
