using Tollgate.Json;

namespace Tollgate.Streaming;

/// <summary>Reads a <see cref="StreamPiece"/> from a chunk of a chat completion.</summary>
internal ref struct ChatPieceReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private JsonScan _scan = new(data);
    private PieceMarks _marks;
    private JsonRange _text;
    private JsonRange _role;
    private JsonRange _usage;
    private bool _hasChoice;

    public StreamPiece Read()
    {
        _scan.SkipWhite();
        if (!TryReadTop())
        {
            _marks |= PieceMarks.Unfit;
        }

        if (_hasChoice && !_text.Exists && _marks == PieceMarks.None)
        {
            _marks = PieceMarks.Opening;
        }

        return new StreamPiece { Marks = _marks, Text = _text, Role = _role, Usage = _usage };
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
            if (kind == (byte)'[' && key.SequenceEqual("choices"u8))
            {
                if (!TryReadChoices())
                {
                    return false;
                }

                continue;
            }

            if (!_scan.SkipValue(1))
            {
                return false;
            }

            if (kind == (byte)'{' && key.SequenceEqual("usage"u8))
            {
                _usage = new JsonRange(start, _scan.Position - start);
            }
            else if (kind != (byte)'n' && key.SequenceEqual("error"u8))
            {
                _marks |= PieceMarks.Unfit;
            }
        }
        while (_scan.TryNextMember());
        return _scan.Error == ScanErrorKind.None;
    }

    private bool TryReadChoices()
    {
        if (!_scan.TryEnterArray())
        {
            return _scan.Error == ScanErrorKind.None;
        }

        do
        {
            if (_hasChoice || _scan.Current != (byte)'{' || !TryReadChoice())
            {
                return false; // a second choice in one chunk
            }

            _hasChoice = true;
        }
        while (_scan.TryNextElement());
        return _scan.Error == ScanErrorKind.None;
    }

    private bool TryReadChoice()
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

            if (_scan.Current == (byte)'{' && key.SequenceEqual("delta"u8))
            {
                if (!TryReadDelta())
                {
                    return false;
                }

                continue;
            }

            var start = _scan.Position;
            if (!_scan.SkipValue(3))
            {
                return false;
            }

            var value = _data[start.._scan.Position];
            if (key.SequenceEqual("finish_reason"u8))
            {
                _marks |= value[0] == (byte)'"' && value.Length > 2 ? PieceMarks.Final : PieceMarks.None;
            }
            else if (key.SequenceEqual("index"u8) && !value.SequenceEqual("0"u8))
            {
                _marks |= PieceMarks.Unfit;
            }
        }
        while (_scan.TryNextMember());
        return _scan.Error == ScanErrorKind.None;
    }

    private bool TryReadDelta()
    {
        if (!_scan.TryEnterObject())
        {
            return _scan.Error == ScanErrorKind.None;
        }

        var before = -1; // where the member before ended
        while (true)
        {
            var keyStart = _scan.Position;
            if (!_scan.TryReadKey(out var key))
            {
                return false;
            }

            var start = _scan.Position;
            if (!_scan.SkipValue(4))
            {
                return false;
            }

            var end = _scan.Position;
            var more = _scan.TryNextMember();
            if (key.SequenceEqual("role"u8))
            {
                _role = more ? new JsonRange(keyStart, _scan.Position - keyStart)
                    : before < 0 ? new JsonRange(keyStart, end - keyStart)
                    : new JsonRange(before, end - before);
            }
            else if (key.SequenceEqual("content"u8) && _data[start] == (byte)'"')
            {
                _text = new JsonRange(start + 1, end - start - 2);
            }
            else if (!GivenValue.IsNothing(_data[start..end]))
            {
                _marks |= PieceMarks.Unfit;
            }

            if (!more)
            {
                return _scan.Error == ScanErrorKind.None;
            }

            before = end;
        }
    }
}
