using System.Buffers.Binary;
using System.Text;

namespace Tollgate.Recording.Journal;

/// <summary>The first bytes of a segment.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Loop">The loop that writes it.</param>
/// <param name="Number">Its number in the folder, rising.</param>
/// <param name="CreatedUnixMs">When it was made.</param>
/// <param name="Node">The process that wrote it, by name.</param>
internal sealed record SegmentHeader(SegmentKind Kind, int Loop, long Number, long CreatedUnixMs, string Node)
{
    /// <summary>Longest name of a node, in bytes; the rest is cut off.</summary>
    private const int MaxNodeBytes = 64;

    private const int ChecksumAt = JournalFormat.HeaderBytes - 4;

    private static ReadOnlySpan<byte> Magic => "TGJRNL01"u8;

    /// <summary>Writes <see cref="JournalFormat.HeaderBytes"/> bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[JournalFormat.HeaderBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), (int)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Loop);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), CreatedUnixMs);
        Encoding.UTF8.GetEncoder().Convert(Node, bytes.AsSpan(33, MaxNodeBytes - 1), flush: true, out _, out var used, out _);
        bytes[32] = (byte)used;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), JournalFormat.Checksum(bytes.AsSpan(0, ChecksumAt)));
        return bytes;
    }

    /// <summary>Null where these bytes are no header of ours, or a damaged one.</summary>
    public static SegmentHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < JournalFormat.HeaderBytes
            || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != JournalFormat.Checksum(bytes[..ChecksumAt]))
        {
            return null;
        }

        return new SegmentHeader(
            (SegmentKind)BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            Encoding.UTF8.GetString(bytes.Slice(33, Math.Min((int)bytes[32], MaxNodeBytes - 1))));
    }
}
