namespace Tollgate.Http1;

/// <summary>Reads Content-Length values.</summary>
internal static class ContentLengths
{
    /// <summary>Most digits accepted: what always fits a <see cref="long"/>.</summary>
    private const int MaxDigits = 18;

    /// <summary>Digits only: no sign, no list, no white space. Leading zeros are harmless, because framing is never copied.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out long length)
    {
        length = 0;
        if (value.Length is 0 or > MaxDigits || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')) { return false; }
        foreach (var digit in value) { length = (length * 10) + digit - '0'; }
        return true;
    }

    /// <summary>As <see cref="TryRead"/>, but a list of equal lengths counts as one (RFC 9110 8.6), for answers only.</summary>
    public static bool TryReadEqual(ReadOnlySpan<byte> value, ref long length)
    {
        do
        {
            if (!TryRead(Grammar.NextOfList(ref value), out var one) || (length >= 0 && length != one)) { return false; }
            length = one;
        }
        while (!value.IsEmpty);
        return true;
    }
}
