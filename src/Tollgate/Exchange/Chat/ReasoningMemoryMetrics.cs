using Tollgate.Telemetry;

namespace Tollgate.Exchange.Chat;

/// <summary>The metrics of kept reasoning.</summary>
internal static class ReasoningMemoryMetrics
{
    public static void Add(MetricsRegistry metrics, ReasoningMemory memory)
    {
        metrics.AddGauge("tollgate_reasoning_kept_bytes", "Memory of notes kept for chat clients between a tool call and its result.", () => memory.Bytes);
        metrics.AddGauge("tollgate_reasoning_kept", "Tool calls whose notes are kept.", () => memory.Count);
        metrics.AddCounter("tollgate_reasoning_found_total", "Kept notes that were put back into a conversation.", () => memory.Found);
        metrics.AddCounter("tollgate_reasoning_dropped_total", "Notes dropped before their time.", () => memory.Dropped);
    }
}
