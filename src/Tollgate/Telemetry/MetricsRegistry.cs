using System.Buffers;
using Tollgate.Loops;

namespace Tollgate.Telemetry;

/// <summary>Knows every loop's numbers, and the few that belong to the process; renders them when somebody scrapes.</summary>
internal sealed class MetricsRegistry
{
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _started;
    private readonly string _version;
    private readonly List<Action<PrometheusText>> _families = [];
    private LoopMetrics[] _loops = [];

    /// <summary>A registry that so far knows the process alone.</summary>
    public MetricsRegistry(TimeProvider time, string version)
    {
        _started = time.GetUtcNow();
        _version = version;
        Sinks = new SinkMetrics(this);
        Journal = new JournalMetrics(this);
        Queues = new QueueMetrics(this);
    }

    /// <summary>Series handed out, for snapshots and for each loop's <see cref="PassThroughSeries"/>.</summary>
    public SeriesTable Series { get; } = new();

    /// <summary>The stores behind the journal.</summary>
    public SinkMetrics Sinks { get; }

    /// <summary>The journal.</summary>
    public JournalMetrics Journal { get; }

    /// <summary>Requests that wait for a limit.</summary>
    public QueueMetrics Queues { get; }

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

    /// <summary>Families that somebody else keeps; called at scrape time from any thread.</summary>
    public void AddFamilies(Action<PrometheusText> render)
    {
        lock (_gate)
        {
            _families.Add(render);
        }
    }

    /// <summary>Writes everything. Allocates; call it off the loops.</summary>
    public void Render(IBufferWriter<byte> output, MetricsFormat format = MetricsFormat.Text)
    {
        var text = new PrometheusText(output, format);
        var loops = Volatile.Read(ref _loops);
        SeriesFamilies.Render(text, Totals(loops));
        LoopFamilies.Render(text, loops);
        Action<PrometheusText>[] families;
        lock (_gate)
        {
            families = [.. _families];
        }

        foreach (var render in families)
        {
            render(text);
        }

        ProcessFamilies.Render(text, _started, _version);
        text.End();
    }

    private void AddReading(string name, string type, string help, Func<double> read) => AddFamilies(text =>
    {
        text.Family(name, type, help);
        text.Sample(name, read());
    });

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
