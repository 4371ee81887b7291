using System.Text;

namespace Tollgate.Recording.Journal;

/// <summary>Reads what <see cref="FrameWriter"/> wrote. Past the end there are zeros and empty texts: a newer writer only adds.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> from)
{
    private ReadOnlySpan<byte> _rest = from;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            return 0;
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public ReadOnlySpan<byte> Bytes(int length)
    {
        var value = _rest[..Math.Clamp(length, 0, _rest.Length)];
        _rest = _rest[value.Length..];
        return value;
    }

    public long Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                break;
            }
        }

        return (long)value;
    }

    public long Optional() => Number() - 1;

    public ReadOnlySpan<byte> Utf8() => Bytes((int)Math.Min(Number(), int.MaxValue));

    public string Text() => Encoding.UTF8.GetString(Utf8());
}
