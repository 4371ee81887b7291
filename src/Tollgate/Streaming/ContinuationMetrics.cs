using Tollgate.Telemetry;

namespace Tollgate.Streaming;

/// <summary>The metrics of broken streams that are gone on with.</summary>
internal static class ContinuationMetrics
{
    public static void Add(MetricsRegistry metrics, ContinuationCounters counters)
    {
        metrics.AddCounter("tollgate_streams_continued_total", "Broken streams that another provider went on with.", () => counters.Continued);
        metrics.AddCounter("tollgate_continuations_failed_total", "Broken streams that no provider could go on with.", () => counters.Failed);
        metrics.AddCounter("tollgate_continuation_texts_dropped_total", "Texts too long to be kept for going on from them.", () => counters.Dropped);
    }
}
