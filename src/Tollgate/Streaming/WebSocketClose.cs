using System.Buffers.Binary;
using System.Text;

namespace Tollgate.Streaming;

/// <summary>A server's frame that closes a WebSocket and says why (RFC 6455 5.5.1).</summary>
internal static class WebSocketClose
{
    /// <summary>What a message says is not what it must be (RFC 6455 7.4.1).</summary>
    public const int BadMessage = 1007;

    /// <summary>The client did what it may not do (RFC 6455 7.4.1).</summary>
    public const int Policy = 1008;

    /// <summary>A message is too long (RFC 6455 7.4.1).</summary>
    public const int TooBig = 1009;

    /// <summary>The server could not do what it should (RFC 6455 7.4.1).</summary>
    public const int InternalError = 1011;

    /// <summary>The server has no room now (registered with IANA beside the RFC's codes).</summary>
    public const int TryAgainLater = 1013;

    /// <summary>A control frame carries no more, of which two bytes are the code.</summary>
    private const int MaxReasonBytes = 123;

    /// <summary>The frame, with a reason in ASCII.</summary>
    public static byte[] Compose(int code, string reason)
    {
        var length = Math.Min(reason.Length, MaxReasonBytes);
        var frame = new byte[4 + length];
        (frame[0], frame[1]) = (0x88, (byte)(2 + length));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)code);
        Encoding.ASCII.GetBytes(reason.AsSpan(0, length), frame.AsSpan(4));
        return frame;
    }
}
