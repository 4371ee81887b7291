using System.Text;

namespace Tollgate.Http1;

/// <summary>
/// The head of a request, checked as strictly as RFC 9112 lets a server be, and stricter where readers are known to differ.
/// Offsets refer to the buffer given to <see cref="Parse"/>. One object serves one connection at a time; reuse it.
/// </summary>
internal sealed class RequestHead
{
    /// <summary>Empty lines skipped before a request line; RFC 9112 2.2 asks for at least one.</summary>
    private const int MaxEmptyLines = 2;

    /// <summary>Bytes of a request line besides its target: method, two spaces, version.</summary>
    private const int RequestLineRest = HttpVerbs.MaxLength + 10;

    private readonly FieldTable _fields = new();
    private HeadEnd _end;
    private Slice _authority;

    /// <summary>Bytes from the start of the buffer to the first byte of the body.</summary>
    public int Length { get; private set; }

    public Slice Method { get; private set; }

    public HttpVerb Verb { get; private set; }

    /// <summary>The target as sent, query included.</summary>
    public Slice Target { get; private set; }

    /// <summary>The path of the target, of which no second spelling exists; <c>*</c> for the asterisk form.</summary>
    public Slice Path { get; private set; }

    /// <summary>The query without its '?'. Its percent-encoding is not checked.</summary>
    public Slice Query { get; private set; }

    /// <summary>0 or 1.</summary>
    public int MinorVersion { get; private set; }

    /// <summary>Body length in bytes, -1 if not declared.</summary>
    public long ContentLength { get; private set; }

    /// <summary>The body comes in chunks; <see cref="ContentLength"/> is then -1.</summary>
    public bool Chunked { get; private set; }

    public bool HasBody => Chunked || ContentLength > 0;

    /// <summary>The client allows another request on this connection.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>The client waits for 100 before it sends the body. Never set on HTTP/1.0 (RFC 9110 10.1.1).</summary>
    public bool ExpectContinue { get; private set; }

    /// <summary>The client asks for another protocol, in both an Upgrade and a Connection field.</summary>
    public bool UpgradeRequested { get; private set; }

    /// <summary>Why <see cref="Parse"/> answered <see cref="HeadStatus.Bad"/>.</summary>
    public HeadProblem Problem { get; private set; }

    /// <summary>
    /// <see cref="HeadProblem.EncodedSeparator"/> when the path holds <c>%2f</c> or <c>%5c</c>, else none. The head is still
    /// <see cref="HeadStatus.Ok"/>: only the caller knows the routes that may have them; all others must refuse.
    /// </summary>
    public HeadProblem PathProblem { get; private set; }

    public int FieldCount => _fields.Count;

    /// <summary>A field line by position, 0 to <see cref="FieldCount"/> - 1.</summary>
    public ref readonly Field FieldAt(int index) => ref _fields[index];

    /// <summary>Offset behind a field line's CR LF.</summary>
    public int LineEnd(int index) => _fields.LineEnd(index);

    public bool Has(KnownField known) => _fields.Has(known);

    /// <summary>The first value, or an empty slice.</summary>
    public Slice ValueOf(KnownField known) => _fields.ValueOf(known);

    public int CountOf(KnownField known) => _fields.CountOf(known);

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
        var start = SkipEmptyLines(buffer);
        if (start < 0) { return Refuse(HeadProblem.EmptyLines); }
        if (start < buffer.Length && buffer[start] is not ((>= (byte)'A' and <= (byte)'Z') or (byte)'\r'))
        {
            return Refuse(HeadProblem.Method);
        }

        switch (_end.Find(buffer, start, limits.MaxHeadBytes, out var end, out var problem))
        {
            case HeadStatus.Bad:
                return Refuse(TargetIsTooLong(buffer[start..], limits) ? HeadProblem.TargetTooLong : problem);
            case HeadStatus.Incomplete when TargetIsTooLong(buffer[start..], limits):
                return Refuse(HeadProblem.TargetTooLong);
            case HeadStatus.Incomplete:
                return HeadStatus.Incomplete;
        }

        Length = end + 4;
        var lineEnd = start + buffer[start..].IndexOf((byte)'\r');
        problem = ReadRequestLine(buffer, start, lineEnd, limits);
        if (problem is HeadProblem.None && buffer[lineEnd + 1] != '\n') { problem = HeadProblem.BareCarriageReturn; }
        if (problem is HeadProblem.None) { problem = _fields.Read(buffer, lineEnd + 2, end + 2, limits.MaxFields, underscores: false); }
        if (problem is HeadProblem.None) { problem = ReadHost(buffer); }
        if (problem is HeadProblem.None) { problem = ReadFraming(buffer); }
        if (problem is HeadProblem.None) { problem = ReadConnection(buffer); }
        return problem is HeadProblem.None ? HeadStatus.Ok : Refuse(problem);
    }

    private static int SkipEmptyLines(ReadOnlySpan<byte> buffer)
    {
        var start = 0;
        while (buffer[start..].StartsWith("\r\n"u8))
        {
            start += 2;
            if (start > MaxEmptyLines * 2) { return -1; }
        }

        return start;
    }

    private static bool TargetIsTooLong(ReadOnlySpan<byte> line, in HeadLimits limits) =>
        line.Length > limits.MaxTargetBytes + RequestLineRest
        && line[..(limits.MaxTargetBytes + RequestLineRest + 1)].IndexOfAny((byte)'\r', (byte)'\n') < 0;

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
        _authority = Method = Target = Path = Query = default;
        Length = 0;
        ContentLength = -1;
        MinorVersion = 0;
        Verb = HttpVerb.Other;
        Chunked = KeepAlive = ExpectContinue = UpgradeRequested = false;
        Problem = PathProblem = HeadProblem.None;
    }

    private HeadProblem ReadRequestLine(ReadOnlySpan<byte> buffer, int start, int end, in HeadLimits limits)
    {
        var line = buffer[start..end];
        var method = line.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        if (method is <= 0 or > HttpVerbs.MaxLength || line[method] != ' ') { return HeadProblem.Method; }
        Method = new(start, method);
        Verb = HttpVerbs.Find(line[..method]);

        var target = line[(method + 1)..];
        var length = target.IndexOfAnyExceptInRange((byte)'!', (byte)'~');
        if (length < 0) { return HeadProblem.RequestLine; }
        if (length == 0 || target[length] != ' ') { return HeadProblem.Target; }
        if (length > limits.MaxTargetBytes) { return HeadProblem.TargetTooLong; }
        Target = new(start + method + 1, length);

        var version = target[(length + 1)..];
        if (version.SequenceEqual("HTTP/1.1"u8)) { MinorVersion = 1; }
        else if (!version.SequenceEqual("HTTP/1.0"u8))
        {
            var isVersion = version.Length == 8 && version.StartsWith("HTTP/"u8)
                && version[5..] is [>= (byte)'0' and <= (byte)'9', (byte)'.', >= (byte)'0' and <= (byte)'9'];
            return isVersion ? HeadProblem.Version : HeadProblem.RequestLine;
        }

        return line[..method].SequenceEqual("CONNECT"u8) ? HeadProblem.Connect : ReadTarget(buffer);
    }

    private HeadProblem ReadTarget(ReadOnlySpan<byte> buffer)
    {
        var target = Target.Of(buffer);
        var start = 0;
        if (target[0] != '/')
        {
            if (target is [(byte)'*'] && Verb is HttpVerb.Options)
            {
                Path = Target;
                return HeadProblem.None;
            }

            var scheme = StartsWithIgnoreCase(target, "http://"u8) ? 7 : StartsWithIgnoreCase(target, "https://"u8) ? 8 : 0;
            if (scheme == 0) { return HeadProblem.Target; }
            var authority = target[scheme..].IndexOfAny((byte)'/', (byte)'?', (byte)'#');
            if (authority <= 0 || target[scheme + authority] != '/') { return HeadProblem.AbsoluteForm; }
            _authority = new(Target.Start + scheme, authority);
            start = scheme + authority;
        }

        var path = target[start..];
        var query = path.IndexOfAny((byte)'?', (byte)'#');
        if (query >= 0)
        {
            if (path[query..].Contains((byte)'#')) { return HeadProblem.Fragment; }
            Query = new(Target.Start + start + query + 1, path.Length - query - 1);
            path = path[..query];
        }

        if (PathRules.HasSpareSlash(path))
        {
            start++;
            path = path[1..];
        }

        Path = new(Target.Start + start, path.Length);
        var problem = PathRules.Check(path);
        if (problem is not HeadProblem.EncodedSeparator) { return problem; }
        PathProblem = problem;
        return HeadProblem.None;
    }

    private static bool StartsWithIgnoreCase(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> prefix) =>
        bytes.Length >= prefix.Length && Ascii.EqualsIgnoreCase(bytes[..prefix.Length], prefix);

    private HeadProblem ReadHost(ReadOnlySpan<byte> buffer)
    {
        if (_fields.HasMany(KnownField.Host)) { return HeadProblem.DuplicateHost; }
        if (!_fields.Has(KnownField.Host))
        {
            return MinorVersion == 1 ? HeadProblem.MissingHost : _authority.IsEmpty ? HeadProblem.None : HeadProblem.AbsoluteForm;
        }

        var host = _fields.ValueOf(KnownField.Host).Of(buffer);
        if (!HostRules.IsValid(host)) { return HeadProblem.InvalidHost; }
        return _authority.IsEmpty || Ascii.EqualsIgnoreCase(_authority.Of(buffer), host) ? HeadProblem.None : HeadProblem.AbsoluteForm;
    }

    private HeadProblem ReadFraming(ReadOnlySpan<byte> buffer)
    {
        var hasLength = _fields.Has(KnownField.ContentLength);
        if (_fields.Has(KnownField.TransferEncoding))
        {
            if (hasLength) { return HeadProblem.LengthAndTransferEncoding; }
            if (MinorVersion == 0) { return HeadProblem.TransferEncodingOnHttp10; }
            var coding = _fields.ValueOf(KnownField.TransferEncoding).Of(buffer);
            Chunked = !_fields.HasMany(KnownField.TransferEncoding) && Ascii.EqualsIgnoreCase(coding, "chunked"u8);
            return Chunked ? HeadProblem.None : WhyNotChunked(coding);
        }

        if (!hasLength) { return HeadProblem.None; }
        if (_fields.HasMany(KnownField.ContentLength)) { return HeadProblem.DuplicateContentLength; }
        var value = _fields.ValueOf(KnownField.ContentLength).Of(buffer);
        if (!ContentLengths.TryRead(value, out var length)) { return HeadProblem.ContentLength; }
        ContentLength = length;
        return HeadProblem.None;
    }

    /// <summary>501 (RFC 9112 6.1) only for a well-formed "coding, chunked"; anything else leaves the body's end unknown.</summary>
    private HeadProblem WhyNotChunked(ReadOnlySpan<byte> list)
    {
        var unknown = Grammar.NextOfList(ref list);
        var isKnown = unknown.IsEmpty || unknown.ContainsAnyExcept(Grammar.Token) || Ascii.EqualsIgnoreCase(unknown, "chunked"u8);
        return !isKnown && !_fields.HasMany(KnownField.TransferEncoding) && Ascii.EqualsIgnoreCase(Grammar.Trim(list), "chunked"u8)
            ? HeadProblem.UnknownTransferCoding
            : HeadProblem.TransferEncoding;
    }

    private HeadProblem ReadConnection(ReadOnlySpan<byte> buffer)
    {
        var problem = _fields.ReadConnection(buffer, out var options);
        if (problem is not HeadProblem.None) { return problem; }
        KeepAlive = (options & ConnectionOptions.Close) is ConnectionOptions.None
            && (MinorVersion == 1 || (options & ConnectionOptions.KeepAlive) is not ConnectionOptions.None);
        UpgradeRequested = MinorVersion == 1
            && (options & ConnectionOptions.Upgrade) is not ConnectionOptions.None
            && _fields.Has(KnownField.Upgrade);
        if (!_fields.Has(KnownField.Expect)) { return HeadProblem.None; }
        var expected = _fields.ValueOf(KnownField.Expect).Of(buffer);
        if (_fields.HasMany(KnownField.Expect) || !Ascii.EqualsIgnoreCase(expected, "100-continue"u8)) { return HeadProblem.Expectation; }
        ExpectContinue = MinorVersion == 1;
        return HeadProblem.None;
    }
}
