using Tollgate.Recording.Journal;

namespace Tollgate.Telemetry;

/// <summary>The journal's own figures, read when somebody scrapes. Zeros where there is no journal.</summary>
internal sealed class JournalMetrics
{
    private RequestJournal? _journal;
    private long _refused;

    /// <summary>Shows the figures on this registry's page.</summary>
    public JournalMetrics(MetricsRegistry registry)
    {
        registry.AddGauge("tollgate_journal_bytes", "Bytes of journal on disk.", () => _journal?.Segments.Bytes ?? 0);
        registry.AddGauge("tollgate_journal_limit_bytes", "Most bytes of journal; 0 where there is no journal.", () => _journal?.MaxBytes ?? 0);
        registry.AddGauge("tollgate_journal_segments", "Journal files on disk.", () => _journal?.Segments.All.Count ?? 0);
        registry.AddCounter("tollgate_journal_records_total", "Records written to the journal.", () => _journal?.Appended ?? 0);
        registry.AddCounter("tollgate_journal_lost_total", "Records that the journal could not take or had to give up for want of room.", Lost);
        registry.AddCounter("tollgate_journal_dropped_contents_total", "Captured contents given up for want of room.", () => _journal?.Segments.DroppedContents ?? 0);
        registry.AddCounter("tollgate_journal_sync_failures_total", "Times that the journal could not be forced to disk.", () => _journal?.SyncFailures ?? 0);
        registry.AddCounter("tollgate_journal_refused_total", "Requests refused because the journal could not take their record.", () => Volatile.Read(ref _refused));
    }

    /// <summary>There is a journal.</summary>
    public void Watch(RequestJournal journal) => Volatile.Write(ref _journal, journal);

    /// <summary>Counts a refused request; loops may call it.</summary>
    public void CountRefused() => Interlocked.Increment(ref _refused);

    private double Lost() => _journal is { } journal ? journal.Lost + journal.Segments.DroppedRecords : 0;
}
