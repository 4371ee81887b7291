namespace Tollgate.Streaming;

/// <summary>
/// Finds where server-sent events end in a stream that arrives in pieces. It looks at each byte once and holds none: the caller
/// keeps the bytes of an event that is not complete. The default value has the default line limit.
/// </summary>
/// <remarks>Lines end in LF, CR LF or CR, also mixed; an event ends with an empty line (HTML Living Standard, 9.2.6).</remarks>
internal struct SseScanner
{
    /// <summary>Longest line accepted unless set otherwise, in bytes.</summary>
    public const int DefaultMaxLineBytes = 1024 * 1024;

    private readonly int _maxLineBytes;
    private int _lineBytes;
    private bool _afterCr;
    private bool _afterEvent;

    /// <summary>Starts at the beginning of a stream.</summary>
    /// <param name="maxLineBytes">Longest line accepted, its end left out.</param>
    public SseScanner(int maxLineBytes) => _maxLineBytes = maxLineBytes;

    /// <summary>A line was longer than accepted. The stream cannot go on: cutting the line would hand out broken JSON.</summary>
    public bool LineTooLong { readonly get; private set; }

    /// <summary>Bytes fed since the last complete event.</summary>
    public long Pending { readonly get; private set; }

    /// <summary>A line was too long, or what has come of an event that does not end is more than <paramref name="eventBytes"/>: many lines add up.</summary>
    public readonly bool IsBeyond(long eventBytes) => LineTooLong || Pending > eventBytes;

    /// <summary>
    /// Takes the next bytes of the stream and tells how many of them belong to complete events: the offset just after the last
    /// empty line in them, 0 where none ends here. The bytes after it start the next event, or go on with it.
    /// </summary>
    public int Feed(ReadOnlySpan<byte> bytes)
    {
        var end = 0;
        var pos = 0;
        var line = _lineBytes;
        if (_afterCr && !bytes.IsEmpty)
        {
            // The second half of a line end that was cut in two: no line of its own, but part of the event that it ended.
            if (bytes[0] == (byte)'\n')
            {
                pos = 1;
                end = _afterEvent ? 1 : 0;
            }

            _afterCr = false;
        }

        while (pos < bytes.Length)
        {
            var length = bytes[pos..].IndexOfAny((byte)'\n', (byte)'\r');
            if (length < 0)
            {
                line += bytes.Length - pos;
                break;
            }

            line += length;
            pos += length;
            LineTooLong |= line > MaxLineBytes;
            if (bytes[pos] == (byte)'\r')
            {
                if (pos + 1 == bytes.Length)
                {
                    _afterCr = true;
                }
                else if (bytes[pos + 1] == (byte)'\n')
                {
                    pos++;
                }
            }

            pos++;
            _afterEvent = line == 0;
            if (line == 0)
            {
                end = pos;
            }

            line = 0;
        }

        _lineBytes = line;
        LineTooLong |= line > MaxLineBytes;
        Pending = end == 0 ? Pending + bytes.Length : bytes.Length - end;
        return end;
    }

    private readonly int MaxLineBytes => _maxLineBytes == 0 ? DefaultMaxLineBytes : _maxLineBytes;
}
