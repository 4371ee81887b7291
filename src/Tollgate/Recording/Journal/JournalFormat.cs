using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Tollgate.Recording.Journal;

/// <summary>
/// How a segment file looks: a header, then frames one after another, then zeros up to its preallocated size. A frame is a length
/// (4 bytes), a CRC-32C of what follows it (4 bytes), a kind (1 byte), a format version (1 byte) and the content; frames begin at multiples of 8.
/// All numbers are little-endian. The length is written last, so whatever ends the process leaves either a whole frame or a zero.
/// </summary>
internal static class JournalFormat
{
    public const int HeaderBytes = 128;

    /// <summary>Length and checksum.</summary>
    public const int FrameHead = 8;

    /// <summary>Kind and version, counted in the frame's length.</summary>
    public const int KindBytes = 2;

    /// <summary>Longest content of a frame. What claims more is damage.</summary>
    public const int MaxFrameBytes = 8 << 20;

    public const byte Version = 1;

    /// <summary>Bytes that a frame with this much behind its checksum takes.</summary>
    public static int Padded(int length) => (FrameHead + length + 7) & ~7;

    /// <summary>CRC-32C (Castagnoli), as iSCSI and ext4 use it: the processor has an instruction for it.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var rest in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }
}
