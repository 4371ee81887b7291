namespace Tollgate.Configuration;

/// <summary>The journal behind the path (<c>storage.journal:</c>). A change needs a restart.</summary>
public sealed record JournalConfig
{
    /// <summary>When records reach the disk. Default interval.</summary>
    public JournalSync Sync { get; init; } = JournalSync.Interval;

    /// <summary>Disk space at most, in bytes. Default 4 GiB.</summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>What happens when that is reached, or the disk is full. Default refuse.</summary>
    public JournalFull OnFull { get; init; } = JournalFull.Refuse;

    /// <summary>Size of one file, in bytes. Default 16 MiB.</summary>
    public int SegmentBytes { get; init; } = 16 << 20;
}
