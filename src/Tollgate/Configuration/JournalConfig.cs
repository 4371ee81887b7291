namespace Tollgate.Configuration;

/// <summary>The journal behind the path (<c>storage.journal:</c>). Without effect in this version.</summary>
public sealed record JournalConfig
{
    /// <summary>When records reach the disk. Default interval.</summary>
    public JournalSync Sync { get; init; } = JournalSync.Interval;

    /// <summary>Disk space at most, in bytes. Default 4 GiB.</summary>
    public long MaxBytes { get; init; } = 4L << 30;
}
