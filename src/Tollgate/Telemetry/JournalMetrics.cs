namespace Tollgate.Telemetry;

/// <summary>The journal's own figures. Any thread sets them, off the path.</summary>
internal sealed class JournalMetrics
{
    private long _bytes;
    private long _limitBytes;
    private long _segments;
    private long _refused;

    /// <summary>Shows the figures on this registry's page.</summary>
    public JournalMetrics(MetricsRegistry registry)
    {
        registry.AddGauge("tollgate_journal_bytes", "Bytes on disk that some sink has yet to take, and what is being written.", () => Bytes);
        registry.AddGauge("tollgate_journal_limit_bytes", "Most bytes of journal; 0 while there is no journal.", () => LimitBytes);
        registry.AddGauge("tollgate_journal_segments", "Journal files on disk.", () => Segments);
        registry.AddCounter("tollgate_journal_refused_total", "Requests refused because the journal could not take their record.", () => Volatile.Read(ref _refused));
    }

    /// <summary>Bytes on disk.</summary>
    public long Bytes { get => Volatile.Read(ref _bytes); set => Volatile.Write(ref _bytes, value); }

    /// <summary>The configured bound of <see cref="Bytes"/>.</summary>
    public long LimitBytes { get => Volatile.Read(ref _limitBytes); set => Volatile.Write(ref _limitBytes, value); }

    /// <summary>Files on disk.</summary>
    public long Segments { get => Volatile.Read(ref _segments); set => Volatile.Write(ref _segments, value); }

    /// <summary>Counts a refused request; loops may call it.</summary>
    public void CountRefused() => Interlocked.Increment(ref _refused);
}
