namespace Tollgate.Recording.Journal;

/// <summary>Captured contents on their way to the stores: segments of their own, which are the first to go when room runs short. Any thread but a loop's.</summary>
internal sealed class ContentJournal(SegmentStore segments)
{
    private readonly Lock _gate = new();
    private SegmentWriter? _current;
    private bool _stopped;
    private long _written;
    private long _dropped;

    /// <summary>Contents written.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Contents dropped for want of room.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Writes it; false, and counted, when there is no room.</summary>
    public bool TryAppend(CapturedContent content)
    {
        var frame = ContentCodec.Write(content);
        var bytes = JournalFormat.Padded(frame.Length - JournalFormat.FrameHead);
        lock (_gate)
        {
            if (!_stopped && _current?.Room < bytes)
            {
                Close();
            }

            _current ??= _stopped ? null : segments.TryCreate(SegmentKind.Contents, 0, out _);
            if (_current is null || _current.Room < bytes)
            {
                _dropped++;
                return false;
            }

            _current.Append(frame);
            _written++;
            return true;
        }
    }

    /// <summary>Forces to the disk what is there.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            try
            {
                _current?.Flush();
            }
            catch (IOException)
            {
                Close(); // contents are worth no more than that
            }
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Close();
        }
    }

    private void Close()
    {
        if (_current is not { } segment)
        {
            return;
        }

        _current = null;
        try
        {
            segment.Seal();
        }
        catch (IOException)
        {
            _dropped++;
        }

        segment.Dispose();
        segments.Closed(segment.Header.Number);
    }
}
