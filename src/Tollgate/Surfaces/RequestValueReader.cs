using Tollgate.Json;

namespace Tollgate.Surfaces;

/// <summary>Reads the values of a request body with the types that its fields must have, and keeps the first error.</summary>
internal ref struct RequestValueReader(ReadOnlySpan<byte> body)
{
    /// <summary>The walk, standing before a value when a method here is called.</summary>
    public JsonScan Json = new(body);

    private readonly ReadOnlySpan<byte> _body = body;

    /// <summary>Set by the call that returned false.</summary>
    public ScanError Error;

    /// <summary>True, false, or null, which counts as <paramref name="whenNull"/>.</summary>
    public bool TryReadBoolean(RequestField field, bool whenNull, out bool value)
    {
        value = Json.Current switch
        {
            (byte)'t' => true,
            (byte)'n' => whenNull,
            _ => false,
        };
        return Json.Current is (byte)'t' or (byte)'f' or (byte)'n' ? SkipValue(1) : FailType(ScanErrorKind.MustBeBoolean, field);
    }

    /// <summary>A string with its quotes, or null, which is no range.</summary>
    public bool TryReadOptionalString(RequestField field, out JsonRange range)
    {
        range = default;
        var start = Json.Position;
        switch (Json.Current)
        {
            case (byte)'n':
                return SkipValue(1);
            case (byte)'"':
                var read = SkipValue(1);
                range = new JsonRange(start, Json.Position - start);
                return read;
            default:
                return FailType(ScanErrorKind.MustBeString, field);
        }
    }

    /// <summary>An integer, or null, which is no range.</summary>
    public bool TryReadOptionalInteger(RequestField field, out JsonRange range, out long value)
    {
        range = default;
        value = 0;
        var start = Json.Position;
        switch (Json.Current)
        {
            case (byte)'n':
                return SkipValue(1);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                break;
            default:
                return FailType(ScanErrorKind.MustBeInteger, field);
        }

        if (!SkipValue(1))
        {
            return false;
        }

        range = new JsonRange(start, Json.Position - start);
        var error = JsonNumber.TryReadInteger(range.Of(_body), out value);
        return error == ScanErrorKind.None || Fail(error, field, start);
    }

    /// <summary>Moves over a value that is not read.</summary>
    public bool SkipValue(int depth) => Json.SkipValue(depth) || FailJson();

    /// <summary>The value has the wrong type, unless it is no value at all.</summary>
    public bool FailType(ScanErrorKind kind, RequestField field)
    {
        var start = Json.Position;
        return SkipValue(1) && Fail(kind, field, start);
    }

    /// <summary>Takes over the walk's own error.</summary>
    public bool FailJson() => Fail(Json.Error, RequestField.None, Json.Position);

    /// <summary>Notes what is wrong; always false.</summary>
    public bool Fail(ScanErrorKind kind, RequestField field, int offset)
    {
        Error = new ScanError(kind, offset, field);
        return false;
    }

    /// <summary>Whether a raw key is this name, perhaps written with escapes.</summary>
    public static bool IsKey(ReadOnlySpan<byte> rawKey, ReadOnlySpan<byte> name)
    {
        if (!rawKey.Contains((byte)'\\'))
        {
            return rawKey.SequenceEqual(name);
        }

        Span<byte> plain = stackalloc byte[128];
        return JsonText.TryUnescape(rawKey, plain, out var length) && plain[..length].SequenceEqual(name);
    }
}
