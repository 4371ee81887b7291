namespace Tollgate.Recording.Journal;

/// <summary>Reads a journal's records for one store, from its cursor on: a batch out of all segments, oldest segment first. One reader at a time.</summary>
internal sealed class JournalSource : IDisposable
{
    private readonly SegmentStore _segments;
    private readonly SinkCursor _cursor;
    private readonly Dictionary<long, SegmentReader> _readers = [];
    private readonly Dictionary<long, long> _taken = [];
    private readonly NameCache _names = new();
    private HashSet<long> _finished = [];
    private Dictionary<long, long> _confirmed = [];
    private long _damaged;

    public JournalSource(SegmentStore segments, SinkCursor cursor)
    {
        _segments = segments;
        _cursor = cursor;
        _confirmed = segments.All.ToDictionary(segment => segment.Number, segment => cursor[segment.Number]);
    }

    /// <summary>Stretches of damage met so far.</summary>
    public long Damaged => Volatile.Read(ref _damaged);

    /// <summary>Bytes that the store does not have yet. Any thread.</summary>
    public long Backlog
    {
        get
        {
            var finished = Volatile.Read(ref _finished);
            var confirmed = Volatile.Read(ref _confirmed);
            return _segments.All.Where(segment => !finished.Contains(segment.Number)).Sum(
                segment => Math.Max(0, segment.End - Math.Max(JournalFormat.HeaderBytes, confirmed.GetValueOrDefault(segment.Number))));
        }
    }

    /// <summary>The last <see cref="Take"/> took everything that was there.</summary>
    public bool ReachedEnd { get; private set; }

    /// <summary>The last position was written down. While it is not, a crash makes the store see records again.</summary>
    public bool HasRemembered { get; private set; } = true;

    /// <summary>The store has everything of this closed segment. Any thread.</summary>
    public bool HasFinished(SegmentInfo segment) => Volatile.Read(ref _finished).Contains(segment.Number);

    /// <summary>The store has this segment up to here. Any thread.</summary>
    public long StoredUpTo(SegmentInfo segment) => HasFinished(segment) ? segment.End : Volatile.Read(ref _confirmed).GetValueOrDefault(segment.Number);

    /// <summary>
    /// The next records: at most <paramref name="maxRecords"/> of them and about <paramref name="maxBytes"/>. An empty batch means that there are none. The same ones come again until
    /// <see cref="Confirm"/>.
    /// </summary>
    public RecordBatch Take(int maxRecords, int maxBytes)
    {
        var entries = new List<RequestEntry>();
        var contents = new List<CapturedContent>();
        var room = (long)maxBytes;
        _taken.Clear();
        ReachedEnd = true;
        foreach (var segment in _segments.All)
        {
            if (_finished.Contains(segment.Number))
            {
                continue;
            }

            if (entries.Count + contents.Count >= maxRecords || room <= 0)
            {
                ReachedEnd = false;
                break;
            }

            room -= TakeFrom(segment, entries, contents, maxRecords, room);
        }

        return new RecordBatch(entries, contents);
    }

    /// <summary>The store has what the last <see cref="Take"/> gave.</summary>
    public void Confirm()
    {
        var all = _segments.All;
        var existing = all.Select(segment => segment.Number).ToHashSet();
        if (_taken.Count > 0)
        {
            // Not being able to remember must not keep a full disk full: what every store has is deleted all the same.
            HasRemembered = _cursor.TrySave(_taken, existing);
        }

        _taken.Clear();
        var finished = new HashSet<long>(_finished.Where(existing.Contains));
        foreach (var segment in all)
        {
            if (_readers.TryGetValue(segment.Number, out var reader) && reader.AtEnd && !segment.IsOpen)
            {
                finished.Add(segment.Number);
            }
        }

        foreach (var number in _readers.Keys.Where(number => finished.Contains(number) || !existing.Contains(number)).ToList())
        {
            _readers.Remove(number, out var reader);
            _damaged += reader!.DamagedStretches;
            reader.Dispose();
        }

        Volatile.Write(ref _confirmed, existing.ToDictionary(number => number, number => _cursor[number]));
        Volatile.Write(ref _finished, finished);
    }

    /// <summary>The store did not take them: they will be read again.</summary>
    public void Refuse()
    {
        foreach (var reader in _readers.Values)
        {
            reader.Dispose();
        }

        _readers.Clear();
        _taken.Clear();
    }

    public void Dispose() => Refuse();

    private long TakeFrom(SegmentInfo segment, List<RequestEntry> entries, List<CapturedContent> contents, int maxRecords, long room)
    {
        // Asked in this order: a segment that closes in between is looked at again in the next round.
        var isOpen = segment.IsOpen;
        var end = segment.End;
        if (!_readers.TryGetValue(segment.Number, out var reader))
        {
            try
            {
                _readers[segment.Number] = reader = SegmentReader.Open(segment.Path, _cursor[segment.Number]);
            }
            catch (FileNotFoundException)
            {
                return 0; // deleted for want of room
            }
        }

        var from = reader.Position;
        while (reader.TryRead(end, isOpen, out var kind, out var content))
        {
            if (kind == FrameKind.Request)
            {
                entries.Add(RecordCodec.Read(content, reader.Header?.Node ?? "", _names));
            }
            else if (kind == FrameKind.Content)
            {
                contents.Add(ContentCodec.Read(content));
            }

            if (entries.Count + contents.Count >= maxRecords || reader.Position - from >= room)
            {
                ReachedEnd = false;
                break;
            }
        }

        if (reader.Position != from)
        {
            _taken[segment.Number] = reader.Position;
        }

        return reader.Position - from;
    }
}
