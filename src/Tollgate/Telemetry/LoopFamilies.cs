namespace Tollgate.Telemetry;

/// <summary>The families that are one number of each loop, added up.</summary>
internal static class LoopFamilies
{
    /// <summary>Writes the families.</summary>
    public static void Render(PrometheusText text, LoopMetrics[] loops)
    {
        void Sum(string name, string type, string help, LoopCounter counter)
        {
            text.Family(name, type, help);
            text.Sample(name, Total(loops, counter));
        }

        Sum("llm_active_requests", "gauge", "Requests being served.", LoopCounter.ActiveRequests);
        Sum("llm_limiter_rejections_total", "counter", "Requests that a limit refused.", LoopCounter.LimiterRejections);
        text.Family("tollgate_connections", "gauge", "Open connections; those to providers include idle ones.");
        text.Sample("tollgate_connections", Total(loops, LoopCounter.ClientConnections), ("side", "client"));
        text.Sample("tollgate_connections", Total(loops, LoopCounter.UpstreamConnections), ("side", "upstream"));
        Sum("tollgate_accepted_total", "counter", "Client connections accepted.", LoopCounter.Accepted);
        Sum("tollgate_pool_idle", "gauge", "Connections to providers that wait for use.", LoopCounter.PoolIdle);
        Sum("tollgate_timers", "gauge", "Timers set on the loops.", LoopCounter.Timers);
        Sum("tollgate_unread_usage_total", "counter", "Answers whose usage could not be read.", LoopCounter.UnreadUsage);
        Sum("tollgate_stream_events_total", "counter", "SSE events relayed.", LoopCounter.StreamEvents);

        var turns = new Histogram(HistogramBounds.Turn);
        foreach (var loop in loops)
        {
            turns.Add(loop.Turn);
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
