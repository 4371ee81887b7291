namespace Tollgate.Recording.Journal;

/// <summary>Gives the records of a folder of segments to stores once more. Stores are idempotent, so what they have already counts once.</summary>
internal sealed class JournalReplay(IReadOnlyList<IRecordSink> sinks)
{
    private const int BatchRecords = 4096;
    private const long BatchBytes = 4 << 20;

    private readonly NameCache _names = new();
    private readonly List<RequestEntry> _entries = [];
    private readonly List<CapturedContent> _contents = [];

    /// <summary>Records given so far.</summary>
    public long Records { get; private set; }

    /// <summary>Captured contents given so far.</summary>
    public long Contents { get; private set; }

    /// <summary>Stretches that could not be read.</summary>
    public int DamagedStretches { get; private set; }

    /// <summary>Reads the segments in the order of their numbers. A store's exception ends it: beginning anew does no harm.</summary>
    public async Task RunAsync(string folder, CancellationToken stop)
    {
        foreach (var path in Directory.EnumerateFiles(folder).Where(path => SegmentFile.TryParse(path, out _, out _)).Order(StringComparer.Ordinal))
        {
            using var reader = SegmentReader.Open(path);
            while (Fill(reader, new FileInfo(path).Length))
            {
                await GiveAsync(stop);
            }

            DamagedStretches += reader.DamagedStretches;
        }

        await GiveAsync(stop);
    }

    /// <summary>True when a batch is full; false at the segment's end, where the rest waits for the next one.</summary>
    private bool Fill(SegmentReader reader, long length)
    {
        var from = reader.Position;
        while (_entries.Count + _contents.Count < BatchRecords && reader.Position - from < BatchBytes)
        {
            if (!reader.TryRead(length, isOpen: false, out var kind, out var content))
            {
                return false;
            }

            if (kind == FrameKind.Request)
            {
                _entries.Add(RecordCodec.Read(content, reader.Header?.Node ?? "", _names));
            }
            else if (kind == FrameKind.Content)
            {
                _contents.Add(ContentCodec.Read(content));
            }
        }

        return true;
    }

    private async Task GiveAsync(CancellationToken stop)
    {
        if (_entries.Count + _contents.Count == 0)
        {
            return;
        }

        var batch = new RecordBatch([.. _entries], [.. _contents]);
        foreach (var sink in sinks)
        {
            await sink.WriteAsync(batch, stop);
        }

        Records += _entries.Count;
        Contents += _contents.Count;
        _entries.Clear();
        _contents.Clear();
    }
}
