namespace Tollgate.Surfaces;

/// <summary>Reads the <c>; name=value</c> parameters behind the first part of a header value, values without their quotes.</summary>
internal ref struct HeaderParameters(ReadOnlySpan<byte> value)
{
    private ReadOnlySpan<byte> _rest = value.IndexOf((byte)';') is var at && at < 0 ? default : value[at..];

    /// <summary>The parameters break the grammar; those before were handed out.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The last value was quoted and holds backslashes, which two readers may take in two ways.</summary>
    public bool IsEscaped { get; private set; }

    /// <summary>Reads the next parameter; false at the end and where the grammar breaks.</summary>
    public bool TryRead(out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> read)
    {
        name = default;
        read = default;
        _rest = _rest.TrimStart("; \t"u8);
        if (_rest.IsEmpty)
        {
            return false;
        }

        var equals = _rest.IndexOf((byte)'=');
        var semicolon = _rest.IndexOf((byte)';');
        if (equals <= 0 || (semicolon >= 0 && semicolon < equals))
        {
            IsBroken = true;
            return false;
        }

        name = _rest[..equals].Trim(" \t"u8);
        _rest = _rest[(equals + 1)..].TrimStart(" \t"u8);
        return _rest is [(byte)'"', ..] ? TryReadQuoted(out read) : ReadToken(out read);
    }

    private bool ReadToken(out ReadOnlySpan<byte> read)
    {
        var end = _rest.IndexOf((byte)';');
        end = end < 0 ? _rest.Length : end;
        read = _rest[..end].TrimEnd(" \t"u8);
        _rest = _rest[end..];
        IsEscaped = false;
        return true;
    }

    private bool TryReadQuoted(out ReadOnlySpan<byte> read)
    {
        var end = 1;
        IsEscaped = false;
        while (end < _rest.Length && _rest[end] != (byte)'"')
        {
            IsEscaped |= _rest[end] == (byte)'\\';
            end += _rest[end] == (byte)'\\' ? 2 : 1;
        }

        if (end >= _rest.Length)
        {
            IsBroken = true;
            read = default;
            return false;
        }

        read = _rest[1..end];
        _rest = _rest[(end + 1)..].TrimStart(" \t"u8);
        IsBroken = _rest is not ([] or [(byte)';', ..]);
        return !IsBroken;
    }
}
