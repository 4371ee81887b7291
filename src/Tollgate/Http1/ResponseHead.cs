using System.Text;

namespace Tollgate.Http1;

/// <summary>
/// The head of an upstream's answer. Lenient only where no second reading exists: a missing reason phrase, equal Content-Lengths,
/// underscores in names. A refused head means that the connection is closed and the attempt failed.
/// </summary>
internal sealed class ResponseHead
{
    /// <summary>"HTTP/1.1 200".</summary>
    private const int ShortestStatusLine = 12;

    private readonly FieldTable _fields = new();
    private HeadEnd _end;

    /// <summary>Bytes from the start of the buffer to the first byte of the body.</summary>
    public int Length { get; private set; }

    /// <summary>100 to 599.</summary>
    public int Status { get; private set; }

    public bool IsInterim => Status is >= 100 and < 200 and not 101;

    public Slice Reason { get; private set; }

    /// <summary>0 or 1.</summary>
    public int MinorVersion { get; private set; }

    /// <summary>Declared length in bytes, -1 if none. For the body's end ask <see cref="FramingFor"/>.</summary>
    public long ContentLength { get; private set; }

    public bool Chunked { get; private set; }

    /// <summary>The connection may serve another request, unless <see cref="FramingFor"/> says <c>UntilClose</c>.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>Why <see cref="Parse"/> answered <see cref="HeadStatus.Bad"/>.</summary>
    public HeadProblem Problem { get; private set; }

    public int FieldCount => _fields.Count;

    /// <summary>A field line by position, 0 to <see cref="FieldCount"/> - 1.</summary>
    public ref readonly Field FieldAt(int index) => ref _fields[index];

    /// <summary>Offset behind a field line's CR LF.</summary>
    public int LineEnd(int index) => _fields.LineEnd(index);

    public bool Has(KnownField known) => _fields.Has(known);

    /// <summary>The first value, or an empty slice.</summary>
    public Slice ValueOf(KnownField known) => _fields.ValueOf(known);

    public int CountOf(KnownField known) => _fields.CountOf(known);

    /// <summary>How the body of this answer ends, given the method it answers (RFC 9112 6.3).</summary>
    public BodyFraming FramingFor(HttpVerb verb)
    {
        if (verb is HttpVerb.Head || Status is < 200 or 204 or 304) { return BodyFraming.None; }
        if (Chunked) { return BodyFraming.Chunked; }
        return ContentLength switch
        {
            < 0 => BodyFraming.UntilClose,
            0 => BodyFraming.None,
            _ => BodyFraming.Length,
        };
    }

    /// <summary>Forgets everything. Call it before bytes of another connection are parsed.</summary>
    public void Reset()
    {
        _end = default;
        Clear();
    }

    /// <summary>
    /// Parses the head at the start of the buffer. While the answer is <see cref="HeadStatus.Incomplete"/>, call again with the
    /// same bytes and more behind them.
    /// </summary>
    public HeadStatus Parse(ReadOnlySpan<byte> buffer, in HeadLimits limits)
    {
        Clear();
        var prefix = "HTTP/1."u8[..Math.Min(7, buffer.Length)];
        if (!buffer.StartsWith(prefix)) { return Refuse(HeadProblem.StatusLine); }
        switch (_end.Find(buffer, 0, limits.MaxHeadBytes, out var end, out var problem))
        {
            case HeadStatus.Bad: return Refuse(problem);
            case HeadStatus.Incomplete: return HeadStatus.Incomplete;
        }

        Length = end + 4;
        var lineEnd = buffer.IndexOfAny(Grammar.NotInValue);
        if (buffer[lineEnd] != '\r' || buffer[lineEnd + 1] != '\n') { return Refuse(HeadProblem.StatusLine); }
        problem = ReadStatusLine(buffer[..lineEnd]);
        if (problem is HeadProblem.None) { problem = _fields.Read(buffer, lineEnd + 2, end + 2, limits.MaxFields, underscores: true); }
        if (problem is HeadProblem.None) { problem = ReadFraming(buffer); }
        if (problem is HeadProblem.None) { problem = ReadConnection(buffer); }
        return problem is HeadProblem.None ? HeadStatus.Ok : Refuse(problem);
    }

    private HeadStatus Refuse(HeadProblem problem)
    {
        _end = default;
        Problem = problem;
        KeepAlive = false;
        return HeadStatus.Bad;
    }

    private void Clear()
    {
        _fields.Clear();
        Reason = default;
        Length = 0;
        Status = 0;
        ContentLength = -1;
        MinorVersion = 0;
        Chunked = KeepAlive = false;
        Problem = HeadProblem.None;
    }

    private HeadProblem ReadStatusLine(ReadOnlySpan<byte> line)
    {
        if (line.Length < ShortestStatusLine || line[7] is not ((byte)'0' or (byte)'1') || line[8] != ' ')
        {
            return HeadProblem.StatusLine;
        }

        var digits = line[9..12];
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')) { return HeadProblem.StatusLine; }
        MinorVersion = line[7] - '0';
        Status = ((digits[0] - '0') * 100) + ((digits[1] - '0') * 10) + digits[2] - '0';
        if (Status is < 100 or > 599) { return HeadProblem.StatusLine; }
        if (line.Length == ShortestStatusLine) { return HeadProblem.None; }
        if (line[ShortestStatusLine] != ' ') { return HeadProblem.StatusLine; }
        Reason = new(ShortestStatusLine + 1, line.Length - ShortestStatusLine - 1);
        return HeadProblem.None;
    }

    private HeadProblem ReadFraming(ReadOnlySpan<byte> buffer)
    {
        if (_fields.Has(KnownField.TransferEncoding))
        {
            if (_fields.Has(KnownField.ContentLength)) { return HeadProblem.LengthAndTransferEncoding; }
            if (MinorVersion == 0) { return HeadProblem.TransferEncodingOnHttp10; }
            Chunked = !_fields.HasMany(KnownField.TransferEncoding)
                && Ascii.EqualsIgnoreCase(_fields.ValueOf(KnownField.TransferEncoding).Of(buffer), "chunked"u8);
            return Chunked ? HeadProblem.None : HeadProblem.TransferEncoding;
        }

        if (!_fields.Has(KnownField.ContentLength)) { return HeadProblem.None; }
        var length = -1L;
        for (var i = 0; i < _fields.Count; i++)
        {
            if (_fields[i].Known is KnownField.ContentLength && !ContentLengths.TryReadEqual(_fields[i].Value.Of(buffer), ref length))
            {
                return HeadProblem.ContentLength;
            }
        }

        ContentLength = length;
        return HeadProblem.None;
    }

    private HeadProblem ReadConnection(ReadOnlySpan<byte> buffer)
    {
        var problem = _fields.ReadConnection(buffer, out var options);
        if (problem is not HeadProblem.None) { return problem; }
        // An answer that must not have a body but announces one: it may have sent it, so the bytes behind the head are not trusted.
        var contradicts = Status is < 200 or 204 && (Chunked || ContentLength > 0);
        KeepAlive = !contradicts
            && (options & ConnectionOptions.Close) is ConnectionOptions.None
            && (MinorVersion == 1 || (options & ConnectionOptions.KeepAlive) is not ConnectionOptions.None);
        return HeadProblem.None;
    }
}
