using Tollgate.Recording.Journal;

namespace Tollgate.Telemetry;

/// <summary>How the stores do that the journal is copied into. Figures are read when somebody scrapes; failures are told as they happen, off the path.</summary>
internal sealed class SinkMetrics
{
    private readonly LabelledFamily _errors = new("tollgate_sink_errors_total", "counter", "Batches that the sink did not take, by kind of failure. They come again.", "sink", "kind");
    private readonly LabelledFamily _storage = new("tollgate_storage_errors_total", "counter", "Writes that a store failed.", "store");
    private SinkPump[] _pumps = [];

    /// <summary>Shows the figures on this registry's page.</summary>
    public SinkMetrics(MetricsRegistry registry)
    {
        registry.AddFamilies(Render);
        registry.AddFamilies(_errors.Render);
        registry.AddFamilies(_storage.Render);
    }

    /// <summary>A sink exists: from now on its figures are shown. Before anything is fed to it.</summary>
    public void Watch(SinkPump pump)
    {
        _pumps = [.. _pumps, pump];
        _storage.Add(0, pump.Name);
        pump.OnFailure = kind => CountError(pump.Name, kind);
    }

    /// <summary>A batch was not stored and comes again.</summary>
    /// <param name="sink">Name of the sink.</param>
    /// <param name="kind">Out of a small set, such as <c>refused</c>, <c>timeout</c> or the type of an exception.</param>
    public void CountError(string sink, string kind)
    {
        _errors.Add(1, sink, kind);
        CountStorageError(sink);
    }

    /// <summary>A store failed a write: a sink, the control store or the journal itself.</summary>
    public void CountStorageError(string store) => _storage.Add(1, store);

    private void Render(PrometheusText text)
    {
        Family("tollgate_sink_lag_seconds", "gauge", "Time since the sink last had every record; 0 while it has.", pump => pump.LagSeconds);
        Family("tollgate_sink_backlog_bytes", "gauge", "Journal bytes that the sink does not have.", pump => pump.Backlog);
        Family("tollgate_sink_records_total", "counter", "Records that the sink took, repeats included.", pump => pump.Records);

        void Family(string name, string type, string help, Func<SinkPump, double> read)
        {
            text.Family(name, type, help);
            foreach (var pump in _pumps.Take(LabelNames.Max))
            {
                text.Sample(name, read(pump), ("sink", pump.Name));
            }
        }
    }
}
