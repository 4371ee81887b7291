namespace Tollgate.Recording.Journal;

/// <summary>Writes numbers and texts of a frame one after another. What does not fit is left out, and <see cref="Overflowed"/> says so.</summary>
internal ref struct FrameWriter(Span<byte> to)
{
    private readonly Span<byte> _to = to;

    public int Length { get; private set; }

    /// <summary>Bytes that still fit.</summary>
    public int Room => _to.Length - Length;

    /// <summary>Where the next byte goes: for parts that another writes. <see cref="Advance"/> tells how much it was.</summary>
    public Span<byte> Rest => _to[Length..];

    public bool Overflowed { get; private set; }

    public void Byte(byte value)
    {
        if (Length < _to.Length)
        {
            _to[Length++] = value;
        }
        else
        {
            Overflowed = true;
        }
    }

    public void Bytes(scoped ReadOnlySpan<byte> value)
    {
        if (value.Length <= _to.Length - Length)
        {
            value.CopyTo(_to[Length..]);
            Length += value.Length;
        }
        else
        {
            Overflowed = true;
        }
    }

    /// <summary>So much was written to <see cref="Rest"/>.</summary>
    public void Advance(int length) => Length += length;

    /// <summary>A number in groups of seven bits, lowest first. Negative ones count as 0.</summary>
    public void Number(long value)
    {
        var rest = (ulong)Math.Max(0, value);
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    /// <summary>A number that may be absent, which is -1.</summary>
    public void Optional(long value) => Number(value + 1);

    /// <summary>A text with its length before it.</summary>
    public void Text(scoped ReadOnlySpan<byte> utf8)
    {
        Number(utf8.Length);
        Bytes(utf8);
    }
}
