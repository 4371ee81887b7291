namespace Tollgate.Json;

/// <summary>Takes the white space between the tokens of a JSON text away: a line break in it would end the line of an event that it is written into.</summary>
internal static class JsonCompact
{
    /// <summary>The text without it; the same memory where there is none.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        var from = json.Span;
        var keep = Plain(from);
        if (keep == from.Length)
        {
            return json;
        }

        var compact = new byte[from.Length];
        var written = 0;
        while (true)
        {
            from[..keep].CopyTo(compact.AsSpan(written));
            written += keep;
            from = from[keep..];
            while (from is [(byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n', ..])
            {
                from = from[1..];
            }

            if (from.IsEmpty)
            {
                return compact.AsMemory(0, written);
            }

            keep = Plain(from);
        }
    }

    /// <summary>Bytes up to the first white space outside of a string.</summary>
    private static int Plain(ReadOnlySpan<byte> json)
    {
        var at = 0;
        while (true)
        {
            var next = json[at..].IndexOfAny("\" \t\r\n"u8);
            if (next < 0)
            {
                return json.Length;
            }

            at += next;
            if (json[at] != (byte)'"')
            {
                return at;
            }

            at = StringEnd(json, at + 1);
        }
    }

    private static int StringEnd(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length)
        {
            var next = json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return json.Length;
            }

            at += next;
            if (json[at] == (byte)'"')
            {
                return at + 1;
            }

            at = Math.Min(json.Length, at + 2);
        }

        return json.Length;
    }
}
