namespace Tollgate.Surfaces;

/// <summary>
/// Finds the <c>model</c> and <c>stream</c> fields of a form that arrives in pieces of any size, wherever in it they stand. It
/// looks at each byte once, keeps no part's content but these two, and takes the same time whatever the boundary is made of.
/// Reusable: <see cref="TryReset"/> starts the next form.
/// </summary>
internal sealed class MultipartModelScan
{
    /// <summary>Longest head line of a part, in bytes; file names are the long ones.</summary>
    public const int MaxLineBytes = 4096;

    /// <summary>Longest value of a field that is read, in bytes.</summary>
    public const int MaxValueBytes = 1024;

    /// <summary>Most head lines of a part; forms have two or three.</summary>
    private const int MaxLines = 32;

    /// <summary>CR LF and two dashes before the boundary.</summary>
    private const int Prefix = 4;

    private readonly byte[] _delimiter = new byte[Prefix + MultipartBoundary.MaxBytes];
    private readonly byte[] _line = new byte[MaxLineBytes];
    private readonly byte[] _value = new byte[MaxValueBytes];
    private readonly byte[] _model = new byte[MaxValueBytes];
    private int _delimiterLength;
    private int _matched;
    private int _lineLength;
    private int _lines;
    private int _valueLength;
    private long _position;
    private long _valueStart;
    private Part _part;
    private Field _field;
    private bool _hasStream;

    private enum Part : byte
    {
        Content,
        AfterDelimiter,
        Head,
    }

    private enum Field : byte
    {
        Unnamed,
        Other,
        Model,
        Stream,
    }

    /// <summary>How far the form is.</summary>
    public MultipartState State { get; private set; }

    /// <summary>The model field has been read; the state may still be <see cref="MultipartState.Reading"/>.</summary>
    public bool HasModel { get; private set; }

    /// <summary>The model's name as the form has it.</summary>
    public ReadOnlySpan<byte> Model => _model.AsSpan(0, HasModel ? ModelLength : 0);

    /// <summary>Offset of the model's name in the form, in bytes from its first.</summary>
    public long ModelStart { get; private set; }

    /// <summary>Length of the model's name in bytes.</summary>
    public int ModelLength { get; private set; }

    /// <summary>The form asks for a stream.</summary>
    public bool Stream { get; private set; }

    /// <summary>Starts a form. False where the content type is no form or its boundary is not allowed.</summary>
    public bool TryReset(ReadOnlySpan<byte> contentType)
    {
        State = MultipartState.Malformed;
        if (!MultipartBoundary.TryRead(contentType, out var boundary))
        {
            return false;
        }

        "\r\n--"u8.CopyTo(_delimiter);
        boundary.CopyTo(_delimiter.AsSpan(Prefix));
        _delimiterLength = Prefix + boundary.Length;

        // The first boundary may stand at the very start, as if a line had just ended.
        _matched = 2;
        _position = 0;
        _part = Part.Content;
        _field = Field.Other;
        _valueLength = 0;
        _hasStream = false;
        HasModel = false;
        ModelStart = 0;
        ModelLength = 0;
        Stream = false;
        State = MultipartState.Reading;
        return true;
    }

    /// <summary>Takes the next bytes of the form.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        var start = _position;
        var pos = 0;
        while (pos < bytes.Length && State == MultipartState.Reading)
        {
            _position = start + pos;
            pos += _part == Part.Content ? FeedContent(bytes[pos..]) : FeedLine(bytes[pos..]);
        }

        _position = start + bytes.Length;
    }

    /// <summary>Content up to the next boundary; returns the bytes used.</summary>
    private int FeedContent(ReadOnlySpan<byte> bytes)
    {
        var pos = 0;
        while (true)
        {
            if (_matched == 0)
            {
                var skip = bytes[pos..].IndexOf((byte)'\r');
                var plain = skip < 0 ? bytes[pos..] : bytes.Slice(pos, skip);
                Keep(plain);
                pos += plain.Length;
                if (skip < 0 || State != MultipartState.Reading)
                {
                    return pos;
                }
            }

            while (pos < bytes.Length && _matched < _delimiterLength && bytes[pos] == _delimiter[_matched])
            {
                pos++;
                _matched++;
            }

            if (_matched == _delimiterLength)
            {
                EndPart();
                return pos;
            }

            if (pos == bytes.Length)
            {
                return pos;
            }

            // Only a CR can start a boundary and there is just one in it: nothing of the failed match has to be looked at again.
            Keep(_delimiter.AsSpan(0, _matched));
            _matched = 0;
            if (State != MultipartState.Reading)
            {
                return pos; // a part that is too long ends the reading here, however it was cut
            }
        }
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (_field is not (Field.Model or Field.Stream))
        {
            return;
        }

        if (_valueLength + piece.Length > MaxValueBytes)
        {
            State = MultipartState.TooLarge;
            return;
        }

        piece.CopyTo(_value.AsSpan(_valueLength));
        _valueLength += piece.Length;
    }

    private void EndPart()
    {
        var value = _value.AsSpan(0, _valueLength);
        if (_field == Field.Model)
        {
            value.CopyTo(_model);
            HasModel = true;
            ModelStart = _valueStart;
            ModelLength = _valueLength;
        }
        else if (_field == Field.Stream)
        {
            Stream = value.SequenceEqual("true"u8) || value.SequenceEqual("True"u8) || value.SequenceEqual("1"u8);
            _hasStream = true;
        }

        _part = Part.AfterDelimiter;
        _field = Field.Unnamed;
        _lineLength = 0;
        _lines = 0;
        _matched = 0;
    }

    /// <summary>The rest of a boundary's line, or a head line; returns the bytes used.</summary>
    private int FeedLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var piece = end < 0 ? bytes : bytes[..(end + 1)];
        if (_lineLength + piece.Length > MaxLineBytes)
        {
            State = MultipartState.TooLarge;
            return piece.Length;
        }

        piece.CopyTo(_line.AsSpan(_lineLength));
        _lineLength += piece.Length;
        var line = _line.AsSpan(0, _lineLength);
        if (_part == Part.AfterDelimiter && line.StartsWith("--"u8))
        {
            State = MultipartState.Complete;
        }
        else if (end >= 0)
        {
            ReadLine(line, piece.Length);
            _lineLength = 0;
        }

        return piece.Length;
    }

    private void ReadLine(ReadOnlySpan<byte> line, int used)
    {
        if (!line.EndsWith("\r\n"u8))
        {
            State = MultipartState.Malformed;
            return;
        }

        line = line[..^2];
        if (_part == Part.AfterDelimiter)
        {
            // White space may pad the boundary; anything else means that it was no boundary, and that the client chose it badly.
            State = line.Trim(" \t"u8).IsEmpty ? State : MultipartState.Malformed;
            _part = Part.Head;
        }
        else if (line.IsEmpty)
        {
            StartContent(used);
        }
        else if (++_lines > MaxLines)
        {
            State = MultipartState.TooLarge;
        }
        else
        {
            ReadHeadLine(line);
        }
    }

    private void StartContent(int used)
    {
        _part = Part.Content;
        _valueLength = 0;
        _valueStart = _position + used;

        // An empty part's boundary follows its head's own line end.
        _matched = 0;
        if ((_field == Field.Model && HasModel) || (_field == Field.Stream && _hasStream))
        {
            State = MultipartState.Duplicate;
        }
    }

    private void ReadHeadLine(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[0] is (byte)' ' or (byte)'\t')
        {
            State = MultipartState.Malformed;
            return;
        }

        if (!System.Text.Ascii.EqualsIgnoreCase(line[..colon].TrimEnd(" \t"u8), "content-disposition"u8))
        {
            return;
        }

        if (_field != Field.Unnamed)
        {
            State = MultipartState.Malformed;
            return;
        }

        _field = Field.Other;
        var parameters = new HeaderParameters(line[(colon + 1)..]);
        var named = false;
        while (parameters.TryRead(out var name, out var value))
        {
            if (name.Length < 4 || !System.Text.Ascii.EqualsIgnoreCase(name[..4], "name"u8))
            {
                continue;
            }

            // name*, name*0 and an escaped or repeated name could be "model" for one reader and not for the next.
            if (name.Length > 4 || named || parameters.IsEscaped)
            {
                State = MultipartState.Malformed;
                return;
            }

            named = true;
            _field = value.SequenceEqual("model"u8) ? Field.Model : value.SequenceEqual("stream"u8) ? Field.Stream : Field.Other;
        }

        State = parameters.IsBroken ? MultipartState.Malformed : State;
    }
}
