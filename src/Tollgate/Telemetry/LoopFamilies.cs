using System.Diagnostics;
using Tollgate.Loops;

namespace Tollgate.Telemetry;

/// <summary>The families that are one number of each loop, added up.</summary>
internal static class LoopFamilies
{
    private static readonly (Shortage Of, string Name)[] ShortageNames =
        [(Shortage.Descriptors, "descriptors"), (Shortage.Memory, "memory"), (Shortage.Ports, "ports")];

    /// <summary>Writes the families.</summary>
    public static void Render(PrometheusText text, LoopMetrics[] loops)
    {
        void Sum(string name, string type, string help, LoopCounter counter)
        {
            text.Family(name, type, help);
            text.Sample(name, Total(loops, counter));
        }

        Sum("llm_active_requests", "gauge", "Requests being served.", LoopCounter.ActiveRequests);
        Sum("tollgate_connections", "gauge", "Open client connections.", LoopCounter.ClientConnections);
        Sum("tollgate_stream_events_total", "counter", "SSE events relayed.", LoopCounter.StreamEvents);
        text.Family("tollgate_accepted_total", "counter", "Client connections accepted.");
        text.Sample("tollgate_accepted_total", loops.Sum(loop => Volatile.Read(ref loop.Engine.Accepted)));

        const string Shortages = "tollgate_connect_shortages_total";
        text.Family(Shortages, "counter", "Connections that could not be opened because this machine lacked something for them.");
        foreach (var shortage in ShortageNames)
        {
            text.Sample(Shortages, loops.Sum(loop => Volatile.Read(ref loop.Engine.Shortages[(int)shortage.Of])), ("of", shortage.Name));
        }

        var turns = new Histogram(HistogramBounds.Turn);
        foreach (var loop in loops)
        {
            turns.Add(loop.Engine.TurnBuckets, Volatile.Read(ref loop.Engine.TurnTicks) / (Stopwatch.Frequency / 1_000_000));
        }

        text.Family("tollgate_loop_turn_seconds", "histogram", "Duration of one turn of an event loop; a long one is a stall.");
        text.Sample("tollgate_loop_turn_seconds", turns);
    }

    private static long Total(LoopMetrics[] loops, LoopCounter counter)
    {
        long total = 0;
        foreach (var loop in loops)
        {
            total += loop.Read(counter);
        }

        return total;
    }
}
