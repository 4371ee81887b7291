using System.Collections.Concurrent;

namespace Tollgate.Telemetry;

/// <summary>The queues' figures by rule. Rules beyond <see cref="LabelNames.Max"/> share one.</summary>
internal sealed class QueueMetrics
{
    private readonly Lock _gate = new();
    private readonly LabelNames _names = new();
    private readonly ConcurrentDictionary<string, QueueMeter> _meters = new(StringComparer.Ordinal);

    /// <summary>Shows the figures on this registry's page.</summary>
    public QueueMetrics(MetricsRegistry registry) => registry.AddFamilies(Render);

    /// <summary>The meter of a rule.</summary>
    public QueueMeter For(string rule)
    {
        string name;
        lock (_gate)
        {
            name = _names.Guard(rule);
        }

        return _meters.GetOrAdd(name, static _ => new QueueMeter());
    }

    private void Render(PrometheusText text)
    {
        (string Rule, QueueMeter Meter)[] all = [.. _meters.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        text.Family("llm_queue_depth", "gauge", "Requests that wait in a queue.");
        if (all.Length == 0)
        {
            text.Sample("llm_queue_depth", 0L); // nobody has ever waited: dashboards have the depth all the same
        }

        Each("llm_queue_depth", static meter => meter.Depth);
        text.Family("llm_queue_evictions_total", "counter", "Requests that were refused because their queue was full and they were the oldest in it.");
        Each("llm_queue_evictions_total", static meter => meter.Evictions);
        text.Family("llm_queue_timeouts_total", "counter", "Requests that waited in a queue for as long as they may.");
        Each("llm_queue_timeouts_total", static meter => meter.Timeouts);
        text.Family("llm_queue_wait_seconds", "histogram", "How long requests waited in a queue that were served in the end.");
        foreach (var (rule, meter) in all)
        {
            text.Sample("llm_queue_wait_seconds", meter.Waits(), ("rule", rule));
        }

        void Each(string name, Func<QueueMeter, long> read)
        {
            foreach (var (rule, meter) in all)
            {
                text.Sample(name, read(meter), ("rule", rule));
            }
        }
    }
}
