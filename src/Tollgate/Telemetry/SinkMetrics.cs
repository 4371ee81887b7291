namespace Tollgate.Telemetry;

/// <summary>What the journal's pump tells of the stores that it copies into. Any thread, off the path.</summary>
internal sealed class SinkMetrics
{
    private readonly LabelledFamily _lag = new("tollgate_sink_lag_seconds", "gauge", "Age of the oldest record that the sink does not have; 0 when it has all.", "sink");
    private readonly LabelledFamily _backlog = new("tollgate_sink_backlog_bytes", "gauge", "Journal bytes that the sink does not have.", "sink");
    private readonly LabelledFamily _records = new("tollgate_sink_records_total", "counter", "Records that the sink took.", "sink");
    private readonly LabelledFamily _errors = new("tollgate_sink_errors_total", "counter", "Batches that the sink did not take, by kind of failure.", "sink", "kind");
    private readonly LabelledFamily _storage = new("tollgate_storage_errors_total", "counter", "Writes that a store failed.", "store");

    /// <summary>Shows the figures on this registry's page.</summary>
    public SinkMetrics(MetricsRegistry registry)
    {
        foreach (var family in (LabelledFamily[])[_lag, _backlog, _records, _errors, _storage])
        {
            registry.AddFamilies(family.Render);
        }
    }

    /// <summary>A sink exists: it is on the page with zeros, so that a rate has something to begin from.</summary>
    public void Add(string sink)
    {
        _lag.Set(0, sink);
        _backlog.Set(0, sink);
        _records.Add(0, sink);
        _storage.Add(0, sink);
    }

    /// <summary>How far behind a sink is.</summary>
    public void SetBacklog(string sink, TimeSpan lag, long bytes)
    {
        _lag.Set(Math.Max(0, lag.TotalSeconds), sink);
        _backlog.Set(bytes, sink);
    }

    /// <summary>A batch was stored.</summary>
    public void CountRecords(string sink, long records) => _records.Add(records, sink);

    /// <summary>A batch was not stored and comes again.</summary>
    /// <param name="sink">Name of the sink.</param>
    /// <param name="kind">Out of a closed list, such as <c>refused</c>, <c>timeout</c>, <c>auth</c>, <c>full</c>, <c>other</c>.</param>
    public void CountError(string sink, string kind)
    {
        _errors.Add(1, sink, kind);
        CountStorageError(sink);
    }

    /// <summary>A store failed a write: a sink, the control store or the journal itself.</summary>
    public void CountStorageError(string store) => _storage.Add(1, store);
}
