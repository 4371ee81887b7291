namespace Tollgate.Recording.Journal;

/// <summary>The segments of a journal's folder: makes, closes and deletes them within the bound. Any thread.</summary>
internal sealed class SegmentStore
{
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private SegmentInfo[] _all = [];
    private long _next;
    private long _bytes;
    private long _droppedContents;
    private long _droppedRecords;

    public SegmentStore(JournalOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        Directory.CreateDirectory(options.Folder);

        // A number is never given twice: a cursor that outlived its segment would make its store skip the beginning of the next one.
        foreach (var path in Directory.EnumerateFiles(options.Folder).Order(StringComparer.Ordinal))
        {
            if (SegmentFile.TryParse(path, out var kind, out var number))
            {
                _next = Math.Max(_next, number);
                if (!TryDeleteUnused(path))
                {
                    _all = [.. _all, new SegmentInfo(path, kind, number, new FileInfo(path).Length)];
                }
            }
        }

        _next = Math.Max(_next, SinkCursor.HighestNumber(options.Folder));
        _all = [.. _all.OrderBy(segment => segment.Number)];
        _bytes = _all.Sum(segment => segment.Bytes);
    }

    /// <summary>All of them, in the order of their numbers.</summary>
    public IReadOnlyList<SegmentInfo> All => Volatile.Read(ref _all);

    /// <summary>Room that they take, in bytes.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Segments of captured contents that were deleted before every store had them.</summary>
    public long DroppedContents => Volatile.Read(ref _droppedContents);

    /// <summary>Records that were deleted before every store had them.</summary>
    public long DroppedRecords => Volatile.Read(ref _droppedRecords);

    /// <summary>Up to which offset of a segment every store has it: what is lost when it is deleted comes after. Set before the first record.</summary>
    public Func<SegmentInfo, long> StoredUpTo { get; set; } = static _ => 0;

    /// <summary>Makes a segment; room is made as the options allow. Null when there is none.</summary>
    /// <param name="kind">What for.</param>
    /// <param name="loop">Whose.</param>
    /// <param name="problem">Why there is none.</param>
    public SegmentWriter? TryCreate(SegmentKind kind, int loop, out Exception? problem)
    {
        lock (_gate)
        {
            problem = null;
            while (_bytes + _options.SegmentBytes > _options.MaxBytes)
            {
                if (!DropOldest(kind))
                {
                    problem = new IOException($"The journal has reached its bound of {_options.MaxBytes} bytes.");
                    return null;
                }
            }

            do
            {
                try
                {
                    return Create(kind, loop);
                }
                catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
                {
                    problem = refused;
                }
            }
            while (DropOldest(kind));
            return null;
        }
    }

    /// <summary>A segment was closed; its file has this length now.</summary>
    public void Closed(long number)
    {
        lock (_gate)
        {
            if (Array.Find(_all, segment => segment.Number == number) is { } segment)
            {
                var length = new FileInfo(segment.Path).Length;
                _bytes += length - segment.Bytes;
                segment.Closed(length);
            }
        }
    }

    /// <summary>Deletes closed segments that <paramref name="isDone"/> says every store has.</summary>
    public void Prune(Func<SegmentInfo, bool> isDone)
    {
        foreach (var segment in All)
        {
            if (!segment.IsOpen && isDone(segment))
            {
                lock (_gate)
                {
                    Delete(segment);
                }
            }
        }
    }

    private static bool TryDeleteUnused(string path)
    {
        using (var reader = SegmentReader.Open(path))
        {
            // A spare that was made and never written to.
            if (reader.TryRead(long.MaxValue, isOpen: false, out _, out _) || reader.DamagedStretches > 0)
            {
                return false;
            }
        }

        File.Delete(path);
        return true;
    }

    private static long RecordsAfter(SegmentInfo segment, long offset)
    {
        long count = 0;
        using var reader = SegmentReader.Open(segment.Path, offset);
        while (reader.TryRead(segment.End, isOpen: false, out var kind, out _))
        {
            count += kind == FrameKind.Request ? 1 : 0;
        }

        return count;
    }

    private SegmentWriter Create(SegmentKind kind, int loop)
    {
        var number = _next + 1;
        var header = new SegmentHeader(kind, loop, number, _time.GetUtcNow().ToUnixTimeMilliseconds(), _options.Node);
        var writer = SegmentWriter.Create(SegmentFile.PathOf(_options.Folder, kind, number), header, _options.SegmentBytes);
        _next = number;
        Volatile.Write(ref _bytes, _bytes + _options.SegmentBytes);
        Volatile.Write(ref _all, [.. _all, new SegmentInfo(writer, _options.SegmentBytes)]);
        return writer;
    }

    /// <summary>Captured contents go first, the oldest before the others; records only where the operator prefers serving to recording.</summary>
    private bool DropOldest(SegmentKind wanted)
    {
        if (Array.Find(_all, segment => segment.Kind == SegmentKind.Contents && !segment.IsOpen) is { } contents)
        {
            Volatile.Write(ref _droppedContents, _droppedContents + 1);
            Delete(contents);
            return true;
        }

        if (wanted == SegmentKind.Records
            && _options.OnFull == Configuration.JournalFull.DropOldest
            && Array.Find(_all, segment => segment.Kind == SegmentKind.Records && !segment.IsOpen) is { } records)
        {
            Volatile.Write(ref _droppedRecords, _droppedRecords + RecordsAfter(records, StoredUpTo(records)));
            Delete(records);
            return true;
        }

        return false;
    }

    private void Delete(SegmentInfo segment)
    {
        File.Delete(segment.Path);
        Volatile.Write(ref _bytes, _bytes - segment.Bytes);
        Volatile.Write(ref _all, [.. _all.Where(other => !ReferenceEquals(other, segment))]);
    }
}
