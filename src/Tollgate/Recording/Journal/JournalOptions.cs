using Tollgate.Configuration;

namespace Tollgate.Recording.Journal;

/// <summary>How a journal is kept.</summary>
internal sealed record JournalOptions
{
    /// <summary>Its folder; made where it does not exist.</summary>
    public required string Folder { get; init; }

    /// <summary>Name of this process in its records.</summary>
    public required string Node { get; init; }

    /// <summary>When records reach the disk.</summary>
    public JournalSync Sync { get; init; }

    /// <summary>What happens when there is no room.</summary>
    public JournalFull OnFull { get; init; }

    /// <summary>All segments together, in bytes.</summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>One segment, in bytes: the unit in which room is made and given back.</summary>
    public int SegmentBytes { get; init; } = 16 << 20;
}
