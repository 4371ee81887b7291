using Tollgate.Json;

namespace Tollgate.Streaming;

/// <summary>Reads a <see cref="StreamPiece"/> from an event of Anthropic's messages.</summary>
internal ref struct MessagePieceReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private JsonScan _scan = new(data);
    private ReadOnlySpan<byte> _type;
    private ReadOnlySpan<byte> _innerType;
    private JsonRange _text;
    private JsonRange _usage;
    private bool _isFirst;

    public StreamPiece Read()
    {
        _scan.SkipWhite();
        return TryReadTop()
            ? new StreamPiece { Marks = Mark(), Text = _text, Usage = _usage }
            : new StreamPiece { Marks = PieceMarks.Unfit };
    }

    private readonly PieceMarks Mark()
    {
        if (_type.SequenceEqual("content_block_delta"u8))
        {
            return _isFirst && _innerType.SequenceEqual("text_delta"u8) ? PieceMarks.None : PieceMarks.Unfit;
        }

        if (_type.SequenceEqual("content_block_start"u8))
        {
            return _isFirst && _innerType.SequenceEqual("text"u8) ? PieceMarks.Block : PieceMarks.Unfit;
        }

        return _type.SequenceEqual("message_start"u8) ? PieceMarks.Opening
            : _type.SequenceEqual("content_block_stop"u8) || _type.SequenceEqual("message_delta"u8) || _type.SequenceEqual("message_stop"u8) ? PieceMarks.Final
            : _type.SequenceEqual("ping"u8) ? PieceMarks.None
            : PieceMarks.Unfit;
    }

    private bool TryReadTop()
    {
        if (!_scan.TryEnterObject())
        {
            return false;
        }

        do
        {
            if (!_scan.TryReadKey(out var key))
            {
                return false;
            }

            var start = _scan.Position;
            var kind = _scan.Current;
            if (kind == (byte)'{' && (key.SequenceEqual("delta"u8) || key.SequenceEqual("content_block"u8)))
            {
                if (!TryReadInner())
                {
                    return false;
                }

                continue;
            }

            if (!_scan.SkipValue(1))
            {
                return false;
            }

            var value = _data[start.._scan.Position];
            if (kind == (byte)'"' && key.SequenceEqual("type"u8))
            {
                _type = value[1..^1];
            }
            else if (key.SequenceEqual("index"u8))
            {
                _isFirst = value.SequenceEqual("0"u8);
            }
            else if (kind == (byte)'{' && key.SequenceEqual("usage"u8))
            {
                _usage = new JsonRange(start, value.Length);
            }
        }
        while (_scan.TryNextMember());
        return _scan.Error == ScanErrorKind.None;
    }

    /// <summary>A delta or a block: its type and its text.</summary>
    private bool TryReadInner()
    {
        if (!_scan.TryEnterObject())
        {
            return _scan.Error == ScanErrorKind.None;
        }

        do
        {
            if (!_scan.TryReadKey(out var key))
            {
                return false;
            }

            var start = _scan.Position;
            var isText = _scan.Current == (byte)'"';
            if (!_scan.SkipValue(2))
            {
                return false;
            }

            if (isText && key.SequenceEqual("type"u8))
            {
                _innerType = _data[(start + 1)..(_scan.Position - 1)];
            }
            else if (isText && key.SequenceEqual("text"u8))
            {
                _text = new JsonRange(start + 1, _scan.Position - start - 2);
            }
        }
        while (_scan.TryNextMember());
        return _scan.Error == ScanErrorKind.None;
    }
}
