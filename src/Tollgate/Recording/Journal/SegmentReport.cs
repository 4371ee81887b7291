namespace Tollgate.Recording.Journal;

/// <summary>What a look at one segment found.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Header">Null where it is damaged.</param>
/// <param name="Kind">What it holds, by its name.</param>
/// <param name="Frames">Frames that prove themselves.</param>
/// <param name="First">Id of the first record; null without records.</param>
/// <param name="Last">Id of the last one.</param>
/// <param name="WasSealed">Closed in order; otherwise it is being written, or its process was killed.</param>
/// <param name="DamagedStretches">Stretches that are no frames.</param>
/// <param name="DamagedBytes">Bytes in them.</param>
internal sealed record SegmentReport(
    string Path,
    long Bytes,
    SegmentHeader? Header,
    SegmentKind Kind,
    long Frames,
    RecordId? First,
    RecordId? Last,
    bool WasSealed,
    int DamagedStretches,
    long DamagedBytes)
{
    public bool IsSound => Header is not null && DamagedStretches == 0;

    /// <summary>Looks at the segments of a folder in the order of their numbers; safe while a gateway writes them.</summary>
    public static IEnumerable<SegmentReport> OfFolder(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (SegmentFile.TryParse(path, out var kind, out _) && Of(path, kind) is { } report)
            {
                yield return report;
            }
        }
    }

    /// <summary>Looks at one segment; null when it has just been deleted.</summary>
    public static SegmentReport? Of(string path, SegmentKind kind)
    {
        try
        {
            using var reader = SegmentReader.Open(path);
            var length = new FileInfo(path).Length;
            var names = new NameCache();
            var frames = 0L;
            (RecordId? first, RecordId? last) = (null, null);
            while (reader.TryRead(length, isOpen: false, out var what, out var content))
            {
                frames++;
                var id = what == FrameKind.Request ? RecordCodec.Read(content, "", names).Id : ContentCodec.Read(content).Id;
                first ??= id;
                last = id;
            }

            return new SegmentReport(
                path, length, reader.Header, kind, frames, first, last, reader.WasSealed, reader.DamagedStretches, reader.DamagedBytes);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
