using System.Buffers;
using Tollgate.Loops;

namespace Tollgate.Telemetry;

/// <summary>Knows every loop's numbers, and the few that belong to the process; renders them when somebody scrapes.</summary>
internal sealed class MetricsRegistry(TimeProvider time, string version)
{
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly List<(string Name, string Type, string Help, Func<double> Read)> _readings = [];
    private LoopMetrics[] _loops = [];

    /// <summary>Series handed out, for snapshots and for each loop's <see cref="PassThroughSeries"/>.</summary>
    public SeriesTable Series { get; } = new();

    /// <summary>The numbers of another loop.</summary>
    /// <param name="engine">What the loop counts about itself; left out where there is no loop.</param>
    public LoopMetrics AddLoop(LoopCounters? engine = null)
    {
        var loop = new LoopMetrics(engine ?? new LoopCounters());
        lock (_gate)
        {
            Volatile.Write(ref _loops, [.. _loops, loop]);
        }

        return loop;
    }

    /// <summary>A process-wide gauge, read at scrape time from any thread.</summary>
    public void AddGauge(string name, string help, Func<double> read) => AddReading(name, "gauge", help, read);

    /// <summary>A process-wide counter, read at scrape time from any thread. The name ends with <c>_total</c>.</summary>
    public void AddCounter(string name, string help, Func<double> read) => AddReading(name, "counter", help, read);

    /// <summary>Writes everything as Prometheus text. Allocates; call it off the loops.</summary>
    public void Render(IBufferWriter<byte> output)
    {
        var text = new PrometheusText(output);
        var loops = Volatile.Read(ref _loops);
        SeriesFamilies.Render(text, Totals(loops));
        LoopFamilies.Render(text, loops);
        (string Name, string Type, string Help, Func<double> Read)[] readings;
        lock (_gate)
        {
            readings = [.. _readings];
        }

        foreach (var (name, type, help, read) in readings)
        {
            text.Family(name, type, help);
            text.Sample(name, read());
        }

        ProcessFamilies.Render(text, _started, version);
    }

    private void AddReading(string name, string type, string help, Func<double> read)
    {
        lock (_gate)
        {
            _readings.Add((name, type, help, read));
        }
    }

    /// <summary>The loops' numbers added up; series that nobody used are left out.</summary>
    private List<(Series Series, SeriesCounters Counters)> Totals(LoopMetrics[] loops)
    {
        var totals = new List<(Series, SeriesCounters)>();
        foreach (var series in Series.All)
        {
            SeriesCounters? total = null;
            foreach (var loop in loops)
            {
                if (loop.Peek(series) is { } counters)
                {
                    total ??= new SeriesCounters();
                    total.Add(counters);
                }
            }

            if (total is not null)
            {
                totals.Add((series, total));
            }
        }

        return totals;
    }
}
