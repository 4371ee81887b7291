namespace Tollgate.Recording.Journal;

/// <summary>A segment in the journal's folder. Safe to read from any thread.</summary>
internal sealed class SegmentInfo
{
    private SegmentWriter? _writer;
    private long _bytes;

    public SegmentInfo(string path, SegmentKind kind, long number, long bytes)
    {
        (Path, Kind, Number, _bytes) = (path, kind, number, bytes);
    }

    public SegmentInfo(SegmentWriter writer, long bytes)
        : this(writer.Path, writer.Header.Kind, writer.Header.Number, bytes)
    {
        _writer = writer;
    }

    public string Path { get; }

    public SegmentKind Kind { get; }

    public long Number { get; }

    /// <summary>Somebody may still append to it.</summary>
    public bool IsOpen => Volatile.Read(ref _writer) is not null;

    /// <summary>Size on the disk.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Frames end before this offset: what is written so far, or the file's length.</summary>
    public long End => Volatile.Read(ref _writer)?.Committed ?? Bytes;

    /// <summary>Nothing will be appended any more.</summary>
    public void Closed(long bytes)
    {
        Volatile.Write(ref _bytes, bytes);
        Volatile.Write(ref _writer, null);
    }
}
