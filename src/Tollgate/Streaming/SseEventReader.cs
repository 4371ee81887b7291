namespace Tollgate.Streaming;

/// <summary>
/// Reads the events in a span of complete ones, as <see cref="SseScanner"/> cuts them. At the clean end of a stream the last
/// event may lack its empty line. Empty lines between events are stepped over.
/// </summary>
internal ref struct SseEventReader
{
    private readonly int _length;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads from the span's start.</summary>
    /// <param name="events">Complete events.</param>
    /// <param name="atStreamStart">The span starts with the stream's first byte, where a byte order mark may stand.</param>
    public SseEventReader(ReadOnlySpan<byte> events, bool atStreamStart = false)
    {
        _length = events.Length;
        _rest = events;
        if (atStreamStart && events.StartsWith("\ufeff"u8))
        {
            _rest = events[3..];
        }
    }

    /// <summary>Reads the next event; false at the end.</summary>
    public bool TryRead(out SseEvent read)
    {
        SkipEmptyLines();
        if (_rest.IsEmpty)
        {
            read = default;
            return false;
        }

        var whole = _rest;
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> data = default;
        var dataLines = 0;
        var comments = 0;
        var lines = 0;
        while (!_rest.IsEmpty)
        {
            var line = SseLine.Take(ref _rest);
            if (line.IsEmpty)
            {
                break;
            }

            lines++;
            if (SseLine.TryReadField(line, "data"u8, out var value))
            {
                data = dataLines++ == 0 ? value : data;
            }
            else if (SseLine.TryReadField(line, "event"u8, out value))
            {
                name = value;
            }
            else if (line[0] == (byte)':')
            {
                comments++;
            }
        }

        read = new SseEvent
        {
            Raw = whole[..(whole.Length - _rest.Length)],
            Start = _length - whole.Length,
            Name = name,
            Data = data,
            DataLines = dataLines,
            IsCommentOnly = comments == lines,
        };
        return true;
    }

    private void SkipEmptyLines()
    {
        while (_rest is [(byte)'\n' or (byte)'\r', ..])
        {
            _rest = _rest[1..];
        }
    }
}
