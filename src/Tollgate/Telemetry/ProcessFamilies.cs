using System.Globalization;

namespace Tollgate.Telemetry;

/// <summary>The process as the runtime sees it, under the names that Prometheus clients share.</summary>
internal static class ProcessFamilies
{
    /// <summary>Writes the families.</summary>
    public static void Render(PrometheusText text, DateTimeOffset started, string version)
    {
        text.Family("tollgate_build_info", "info", "Always 1; the version is the label.");
        text.Sample("tollgate_build_info", 1, ("version", version));
        text.Family("process_start_time_seconds", "gauge", "Start of the process, Unix time.");
        text.Sample("process_start_time_seconds", started.ToUnixTimeMilliseconds() / 1000.0);
        text.Family("process_cpu_seconds_total", "counter", "User and system time.");
        text.Sample("process_cpu_seconds_total", Environment.CpuUsage.TotalTime.TotalSeconds);
        text.Family("process_resident_memory_bytes", "gauge", "Resident memory.");
        text.Sample("process_resident_memory_bytes", Environment.WorkingSet);
        text.Family("dotnet_gc_heap_bytes", "gauge", "Managed heap.");
        text.Sample("dotnet_gc_heap_bytes", GC.GetTotalMemory(forceFullCollection: false));
        text.Family("dotnet_gc_allocated_bytes_total", "counter", "Managed bytes allocated.");
        text.Sample("dotnet_gc_allocated_bytes_total", GC.GetTotalAllocatedBytes());
        text.Family("dotnet_gc_pause_seconds_total", "counter", "Time that collections stopped the process.");
        text.Sample("dotnet_gc_pause_seconds_total", GC.GetTotalPauseDuration().TotalSeconds);
        text.Family("dotnet_gc_collections_total", "counter", "Collections, by the highest generation collected.");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            text.Sample("dotnet_gc_collections_total", GC.CollectionCount(generation), ("generation", generation.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
