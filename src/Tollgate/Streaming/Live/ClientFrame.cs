using System.Buffers.Binary;

namespace Tollgate.Streaming.Live;

/// <summary>One frame of a client's side of a WebSocket (RFC 6455 5.2), as it lies in a buffer.</summary>
/// <param name="Opcode">What it is.</param>
/// <param name="IsFinal">It ends its message.</param>
/// <param name="HeaderBytes">Length of its header, mask included.</param>
/// <param name="Payload">Length of what follows.</param>
internal readonly record struct ClientFrame(int Opcode, bool IsFinal, int HeaderBytes, int Payload)
{
    public const int MaskBytes = 4;

    private const int Short = 2;
    private const int LongestControl = 125;

    public int Length => HeaderBytes + Payload;

    public bool IsControl => Opcode >= 8;

    public bool IsClose => Opcode == 8;

    /// <summary>Reads the header at the front of <paramref name="bytes"/>. False where it is not there whole, or is none of a client's: then <paramref name="isBroken"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ClientFrame frame, out bool isBroken)
    {
        (frame, isBroken) = (default, false);
        if (bytes.Length < Short)
        {
            return false;
        }

        var size = bytes[1] & 0x7F;
        var header = Short + (size switch { 126 => 2, 127 => 8, _ => 0 }) + MaskBytes;
        var opcode = bytes[0] & 0x0F;
        var isFinal = (bytes[0] & 0x80) != 0;
        isBroken = (bytes[0] & 0x70) != 0 || (bytes[1] & 0x80) == 0 || opcode is (> 2 and < 8) or > 10 || (opcode >= 8 && (!isFinal || size > LongestControl));
        if (isBroken || bytes.Length < header)
        {
            return false;
        }

        var length = size switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(bytes[Short..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(bytes[Short..]),
            _ => (ulong)size,
        };
        isBroken = length > int.MaxValue - 64;
        frame = new ClientFrame(opcode, isFinal, header, (int)Math.Min(length, int.MaxValue));
        return !isBroken;
    }

    /// <summary>Copies a payload without its mask, or back under it.</summary>
    public static void Mask(ReadOnlySpan<byte> mask, ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = (byte)(from[i] ^ mask[i & 3]);
        }
    }
}
