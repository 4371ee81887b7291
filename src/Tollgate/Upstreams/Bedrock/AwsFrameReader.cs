using System.Buffers.Binary;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Reads the frames in memory that holds complete ones, as <see cref="AwsFrameScanner"/> cuts them, and checks their sums.</summary>
internal struct AwsFrameReader(ReadOnlyMemory<byte> frames)
{
    private ReadOnlyMemory<byte> _rest = frames;

    /// <summary>A frame's bytes are not those that were sent. Nothing more can be read.</summary>
    public bool IsBroken { readonly get; private set; }

    /// <summary>Reads the next frame; false at the end, or where one is broken.</summary>
    public bool TryRead(out AwsFrame frame)
    {
        frame = default;
        if (_rest.IsEmpty || IsBroken)
        {
            return false;
        }

        var bytes = _rest.Span;
        if (bytes.Length < AwsFrameScanner.PreludeBytes + AwsFrameScanner.CrcBytes)
        {
            IsBroken = true;
            return false;
        }

        var total = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        if (total > bytes.Length
            || total < AwsFrameScanner.PreludeBytes + AwsFrameScanner.CrcBytes
            || headers > total - AwsFrameScanner.PreludeBytes - AwsFrameScanner.CrcBytes
            || !IsWhole(bytes[..(int)total]))
        {
            IsBroken = true;
            return false;
        }

        var payload = AwsFrameScanner.PreludeBytes + (int)headers;
        frame = Named(bytes[AwsFrameScanner.PreludeBytes..payload], _rest[payload..((int)total - AwsFrameScanner.CrcBytes)]);
        _rest = _rest[(int)total..];
        return true;
    }

    private static bool IsWhole(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32BigEndian(frame[^AwsFrameScanner.CrcBytes..]) == Crc32.Of(frame[..^AwsFrameScanner.CrcBytes]);

    private static AwsFrame Named(ReadOnlySpan<byte> headers, ReadOnlyMemory<byte> payload)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> message = default;
        var isFailure = false;
        while (AwsHeader.TryTake(ref headers, out var header))
        {
            if (header.Is(":event-type"u8))
            {
                name = header.Text;
            }
            else if (header.Is(":exception-type"u8) || header.Is(":error-code"u8))
            {
                name = header.Text;
                isFailure = true;
            }
            else if (header.Is(":error-message"u8))
            {
                message = header.Text;
            }
        }

        return new AwsFrame { Name = name, Payload = payload, IsFailure = isFailure, Message = message };
    }
}
