namespace Tollgate.Metering;

/// <summary>Finds keys in valid JSON without walking it.</summary>
internal static class JsonKeys
{
    /// <summary>
    /// Offset of the value of the next key with this name, at any depth, or -1.
    /// </summary>
    /// <param name="json">Valid JSON.</param>
    /// <param name="quotedName">The name in its quotes.</param>
    /// <param name="from">Where to start, outside a string.</param>
    /// <remarks>
    /// Text cannot fake a key: inside a string every quote has a backslash before it, so a name closed by a bare quote is a whole
    /// string or the end of a longer one that has the backslash, and only a key has a colon after it.
    /// </remarks>
    public static int FindValue(ReadOnlySpan<byte> json, ReadOnlySpan<byte> quotedName, int from)
    {
        while (true)
        {
            var at = json[from..].IndexOf(quotedName);
            if (at < 0)
            {
                return -1;
            }

            var after = from + at + quotedName.Length;
            var isEscaped = from + at > 0 && json[from + at - 1] == (byte)'\\';
            from = after;
            if (isEscaped)
            {
                continue;
            }

            after = AfterWhite(json, after);
            if (after < json.Length && json[after] == (byte)':')
            {
                return AfterWhite(json, after + 1);
            }
        }
    }

    private static int AfterWhite(ReadOnlySpan<byte> json, int pos)
    {
        while ((uint)pos < (uint)json.Length && json[pos] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            pos++;
        }

        return pos;
    }
}
