using System.Text;

namespace Tollgate.Upstreams.Demo;

/// <summary>A multipart form, searched as often as a part is wanted. The boundary is taken from its first line.</summary>
internal readonly ref struct DemoForm(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;

    /// <summary>The value of a small text part; null when there is none.</summary>
    public string? Text(ReadOnlySpan<byte> name) => TryFind(name, out _, out var value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>A part's head and value.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> head, out ReadOnlySpan<byte> value)
    {
        head = value = default;
        var firstLine = _body.IndexOf("\r\n"u8);
        if (firstLine < 2 || !_body.StartsWith("--"u8))
        {
            return false;
        }

        var boundary = _body[..firstLine];
        var rest = _body[firstLine..];
        while (true)
        {
            var end = rest.IndexOf(boundary);
            var headEnd = rest.IndexOf("\r\n\r\n"u8);
            if (end < 2 || headEnd < 0 || headEnd > end - 2)
            {
                return false;
            }

            head = rest[..headEnd];
            value = rest[(headEnd + 4)..Math.Max(headEnd + 4, end - 2)];
            if (Parameter(head, "name="u8).SequenceEqual(name))
            {
                return true;
            }

            rest = rest[(end + boundary.Length)..];
        }
    }

    /// <summary>A parameter of a part's disposition, quoted or not.</summary>
    public static ReadOnlySpan<byte> Parameter(ReadOnlySpan<byte> head, ReadOnlySpan<byte> nameAndEquals)
    {
        for (var at = 0; head[at..].IndexOf(nameAndEquals) is >= 0 and var found;)
        {
            at += found;
            var value = head[(at + nameAndEquals.Length)..];
            if (at > 0 && head[at - 1] is (byte)' ' or (byte)';')
            {
                var isQuoted = value.StartsWith("\""u8);
                value = isQuoted ? value[1..] : value;
                var end = isQuoted ? value.IndexOf((byte)'"') : value.IndexOfAny((byte)';', (byte)'\r', (byte)' ');
                return end < 0 ? value : value[..end];
            }

            at += nameAndEquals.Length;
        }

        return default;
    }
}
