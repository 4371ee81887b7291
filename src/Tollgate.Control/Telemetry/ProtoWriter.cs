using System.Buffers.Binary;
using System.Text;

namespace Tollgate.Control.Telemetry;

/// <summary>
/// Writes the few wire types of protobuf that OTLP needs. The OpenTelemetry SDK is not used: it makes spans while they happen and picks
/// their ids itself, while ours are made afterwards, off the loops, with ids that the provider has been told already.
/// </summary>
internal sealed class ProtoWriter
{
    private const int Varint64 = 0;
    private const int Eight = 1;
    private const int Delimited = 2;
    private const int Four = 5;
    private const int MaxVarintBytes = 10;

    private byte[] _bytes = new byte[16 * 1024];

    /// <summary>What has been written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Begins anew with the same memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>An integer, an enumeration or a flag.</summary>
    public void Whole(int field, long value)
    {
        Tag(field, Varint64);
        Varint((ulong)value);
    }

    /// <summary>An unsigned number of eight bytes.</summary>
    public void Fixed64(int field, ulong value)
    {
        Tag(field, Eight);
        BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);
    }

    /// <summary>An unsigned number of four bytes.</summary>
    public void Fixed32(int field, uint value)
    {
        Tag(field, Four);
        BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);
    }

    /// <summary>A floating-point number.</summary>
    public void Number(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Text.</summary>
    public void Text(int field, string value)
    {
        Tag(field, Delimited);
        var length = Encoding.UTF8.GetByteCount(value);
        Varint((ulong)length);
        Encoding.UTF8.GetBytes(value, Room(length));
    }

    /// <summary>An id of a trace or span, given as its halves or as a whole.</summary>
    public void Id(int field, params ReadOnlySpan<ulong> words)
    {
        Tag(field, Delimited);
        Varint((ulong)words.Length * 8);
        foreach (var word in words)
        {
            BinaryPrimitives.WriteUInt64BigEndian(Room(8), word);
        }
    }

    /// <summary>Counts of eight bytes each, one behind the other.</summary>
    public void Packed(int field, ReadOnlySpan<long> values)
    {
        Tag(field, Delimited);
        Varint((ulong)values.Length * 8);
        foreach (var value in values)
        {
            BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);
        }
    }

    /// <summary>Floating-point numbers, one behind the other.</summary>
    public void Packed(int field, ReadOnlySpan<double> values)
    {
        Tag(field, Delimited);
        Varint((ulong)values.Length * 8);
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);
        }
    }

    /// <summary>Begins a message within this one; what is returned goes to <see cref="End"/>.</summary>
    public int Begin(int field)
    {
        Tag(field, Delimited);
        return Length;
    }

    /// <summary>Ends a message: its length is put before it.</summary>
    public void End(int mark)
    {
        var size = Length - mark;
        Span<byte> prefix = stackalloc byte[MaxVarintBytes];
        var used = Encode((ulong)size, prefix);
        Room(used);
        _bytes.AsSpan(mark, size).CopyTo(_bytes.AsSpan(mark + used));
        prefix[..used].CopyTo(_bytes.AsSpan(mark));
    }

    private static int Encode(ulong value, Span<byte> destination)
    {
        var used = 0;
        for (; value >= 0x80; value >>= 7)
        {
            destination[used++] = (byte)(value | 0x80);
        }

        destination[used++] = (byte)value;
        return used;
    }

    private void Tag(int field, int type) => Varint(((ulong)field << 3) | (uint)type);

    private void Varint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[MaxVarintBytes];
        var used = Encode(value, bytes);
        bytes[..used].CopyTo(Room(used));
    }

    private Span<byte> Room(int length)
    {
        if (Length + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        }

        Length += length;
        return _bytes.AsSpan(Length - length, length);
    }
}
