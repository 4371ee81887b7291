namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Reads numbers of seven bits a byte, the lowest first, as <see cref="BinaryWriter.Write7BitEncodedInt64"/> writes them.</summary>
internal ref struct PackedNumbers(ReadOnlySpan<byte> bytes, int position)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position = position;

    public long Next()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = _bytes[_position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        return (long)value;
    }
}
