using Tollgate.Listening;
using Tollgate.Redis;
using Tollgate.Telemetry;

namespace Tollgate.Admission.Shared;

/// <summary>Figures of shared limits and of the connections to Redis, read when somebody scrapes.</summary>
internal static class SharedMetrics
{
    /// <summary>Shows them on this registry's page; without Redis there is only one, and it is 0.</summary>
    public static void Add(MetricsRegistry metrics, LoopServices[] loops, RedisCircuit? circuit)
    {
        metrics.AddGauge("llm_limits_degraded", "1 while limits that replicas should share are counted by each process alone.", () => circuit is { IsDegraded: true } ? 1 : 0);
        if (circuit is null)
        {
            return;
        }

        metrics.AddCounter("tollgate_limits_alone_total", "Requests whose limits were decided without Redis although it is configured.", () => loops.Sum(l => l.SharedLimits!.DecidedAlone));
        metrics.AddCounter("tollgate_budgets_alone_total", "Requests whose hard budgets were decided without Redis although it is configured.", () => loops.Sum(l => l.SharedBudgets!.DecidedAlone));
        metrics.AddGauge("tollgate_limit_places", "Places of running requests that are kept in Redis.", () => loops.Sum(l => l.SharedLimits!.Places));
        metrics.AddCounter("tollgate_redis_losses_total", "Times that a loop lost Redis.", () => circuit.Losses);
        Sum("tollgate_redis_calls_total", "Commands sent to Redis.", counters => Volatile.Read(ref counters.Calls));
        Sum("tollgate_redis_connects_total", "Connections to Redis that came to be used.", counters => Volatile.Read(ref counters.Connects));
        Sum("tollgate_redis_late_total", "Connections to Redis closed because an answer did not come in time.", counters => Volatile.Read(ref counters.Late));
        Sum("tollgate_redis_bad_replies_total", "Connections to Redis closed because an answer was not what its command gives.", counters => Volatile.Read(ref counters.BadReplies));
        Sum("tollgate_redis_unheard_total", "Corrections of limits that Redis did not take, or may not have taken.", counters => Volatile.Read(ref counters.Unheard));
        Sum("tollgate_redis_overflows_total", "Commands not sent because too many were under way.", counters => Volatile.Read(ref counters.Overflows));
        metrics.AddGauge("tollgate_redis_pipeline", "Commands to Redis without an answer yet.", () => loops.Sum(l => Volatile.Read(ref l.SharedLimits!.Counters.UnderWay)));
        metrics.AddGauge("tollgate_redis_pipeline_limit", "Most commands to Redis without an answer, per loop.", () => RedisPipeline.Capacity);

        void Sum(string name, string help, Func<RedisCounters, long> read) => metrics.AddCounter(name, help, () => loops.Sum(l => read(l.SharedLimits!.Counters)));
    }
}
