using System.Text;
using Tollgate.Faults;

namespace Tollgate.Telemetry;

/// <summary>
/// The families with labels. Each has the labels that its panels need and no more: a histogram costs some twenty lines per combination.
/// </summary>
internal static class SeriesFamilies
{
    private static readonly string[] ErrorNames = [.. Enum.GetValues<ErrorClass>().Select(c => Encoding.UTF8.GetString(ErrorClasses.Name(c)))];

    /// <summary>Writes the families over these totals.</summary>
    public static void Render(PrometheusText text, List<(Series Series, SeriesCounters Counters)> totals)
    {
        RenderRequests(text, totals);
        RenderTokens(text, totals);
        CostFamilies.Render(text, totals);
        RenderProviders(text, totals);
        RenderHistogram(text, "llm_request_duration_seconds", "Duration of requests, first byte in to last byte out.", totals, Full, c => c.Duration);
        RenderHistogram(text, "llm_ttft_seconds", "Time to the first token of streamed answers.", totals, Full, c => c.Ttft);
        RenderHistogram(text, "llm_ttfa_seconds", "Time to the first byte of raw answers (audio).", totals, ProviderAndRoute, c => c.Ttfa);
        RenderHistogram(text, "llm_upstream_duration_seconds", "Time spent waiting for providers, all attempts of a request together.", totals, Provider, c => c.Upstream);
        RenderHistogram(text, "llm_gateway_overhead_seconds", "Time of a request that is the gateway's own.", totals, Route, c => c.Overhead);
    }

    private static void RenderRequests(PrometheusText text, List<(Series Series, SeriesCounters Counters)> totals)
    {
        text.Family("llm_requests_total", "counter", "Requests finished, by status sent to the client.");
        foreach (var (series, counters) in totals)
        {
            for (var i = 0; i < counters.Statuses.Length; i++)
            {
                if (counters.Statuses[i] > 0)
                {
                    text.Sample("llm_requests_total", counters.Statuses[i], [.. Full(series), ("status", StatusLabels.Name(i))]);
                }
            }
        }
    }

    private static void RenderTokens(PrometheusText text, List<(Series Series, SeriesCounters Counters)> totals)
    {
        text.Family("llm_tokens_total", "counter", "Tokens; cached is part of input, reasoning of output.");
        foreach (var group in totals.GroupBy(total => (total.Series.Model, total.Series.Provider)))
        {
            void Type(string type, Func<SeriesCounters, long> read)
            {
                var sum = group.Sum(total => read(total.Counters));
                if (sum > 0)
                {
                    text.Sample("llm_tokens_total", sum, ("model", group.Key.Model), ("provider", group.Key.Provider), ("type", type));
                }
            }

            Type("input", c => c.InputTokens);
            Type("output", c => c.OutputTokens);
            Type("cached", c => c.CachedTokens);
            Type("reasoning", c => c.ReasoningTokens);
        }
    }

    private static void RenderProviders(PrometheusText text, List<(Series Series, SeriesCounters Counters)> totals)
    {
        var providers = totals.GroupBy(total => total.Series.Provider, total => total.Counters, StringComparer.Ordinal).ToList();
        text.Family("llm_attempts_total", "counter", "Attempts begun at a provider.");
        foreach (var provider in providers)
        {
            if (provider.Sum(c => c.Attempts) is > 0 and var attempts)
            {
                text.Sample("llm_attempts_total", attempts, ("provider", provider.Key));
            }
        }

        text.Family("llm_upstream_errors_total", "counter", "Attempts that failed, by class.");
        foreach (var provider in providers)
        {
            for (var i = 0; i < ErrorNames.Length; i++)
            {
                if (provider.Sum(c => c.Errors[i]) is > 0 and var errors)
                {
                    text.Sample("llm_upstream_errors_total", errors, ("provider", provider.Key), ("class", ErrorNames[i]));
                }
            }
        }
    }

    private static void RenderHistogram(
        PrometheusText text,
        string name,
        string help,
        List<(Series Series, SeriesCounters Counters)> totals,
        Func<Series, (string Name, string Value)[]> labels,
        Func<SeriesCounters, Histogram> read)
    {
        text.Family(name, "histogram", help);
        foreach (var group in totals.GroupBy(total => string.Join('\0', labels(total.Series).Select(label => label.Value)), StringComparer.Ordinal))
        {
            var sum = new Histogram(read(group.First().Counters).Bounds);
            foreach (var (_, counters) in group)
            {
                sum.Add(read(counters));
            }

            if (sum.Counts.ContainsAnyExcept(0))
            {
                text.Sample(name, sum, labels(group.First().Series));
            }
        }
    }

    private static (string Name, string Value)[] Full(Series series) => [("model", series.Model), ("provider", series.Provider), ("route", series.Route)];

    private static (string Name, string Value)[] ProviderAndRoute(Series series) => [("provider", series.Provider), ("route", series.Route)];

    private static (string Name, string Value)[] Provider(Series series) => [("provider", series.Provider)];

    private static (string Name, string Value)[] Route(Series series) => [("route", series.Route)];
}
