using System.Buffers.Binary;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>The check sum of Amazon's event streams: CRC-32 with the polynomial of Ethernet and zip. The framework's own is internal to it.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320; // 0x04C11DB7 with its bits turned round
    private const int Slices = 8;

    /// <summary>For each byte value, at each of eight places: eight bytes are looked up at a time.</summary>
    private static readonly uint[] Table = MakeTable();

    /// <summary>The check sum of the bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = At(7, low) ^ At(6, low >> 8) ^ At(5, low >> 16) ^ At(4, low >> 24)
                ^ At(3, high) ^ At(2, high >> 8) ^ At(1, high >> 16) ^ At(0, high >> 24);
            bytes = bytes[Slices..];
        }

        foreach (var b in bytes)
        {
            crc = (crc >> 8) ^ At(0, crc ^ b);
        }

        return ~crc;
    }

    private static uint At(int place, uint value) => Table[(place << 8) | (int)(value & 0xFF)];

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (uint i = 0; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }

            table[i] = crc;
        }

        for (var i = 256; i < table.Length; i++)
        {
            table[i] = (table[i - 256] >> 8) ^ table[table[i - 256] & 0xFF];
        }

        return table;
    }
}
