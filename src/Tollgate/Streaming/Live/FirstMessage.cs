using Tollgate.Faults;
using Tollgate.Loops;

namespace Tollgate.Streaming.Live;

/// <summary>
/// Finds the end of a client's first message in what it has sent. It goes on where it stopped when there is more, so that a client that sends byte
/// by byte costs no more than another. What it says is taken out when it is whole.
/// </summary>
/// <param name="limit">The longest that is accepted, in bytes as they came.</param>
internal sealed class FirstMessage(int limit)
{
    private bool _inMessage;

    /// <summary>Bytes up to its end, with the pings that came between; as far as it was looked at while it is not whole.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes of text in it.</summary>
    public int TextBytes { get; private set; }

    public bool IsWhole { get; private set; }

    /// <summary>Looks at what has come.</summary>
    /// <param name="bytes">All of it, from the first frame.</param>
    /// <returns>Why it cannot be one; none while it may, or is.</returns>
    public FaultCode Look(ReadOnlySpan<byte> bytes)
    {
        while (!IsWhole)
        {
            if (!ClientFrame.TryRead(bytes[Length..], out var frame, out var isBroken))
            {
                return isBroken ? FaultCode.MalformedRequest : FaultCode.None;
            }

            if (frame.Payload > limit - Length - frame.HeaderBytes)
            {
                return FaultCode.BodyTooLarge;
            }

            if (bytes.Length - Length < frame.Length)
            {
                return FaultCode.None;
            }

            if (frame.IsClose)
            {
                return FaultCode.ClientCancel;
            }

            if (!frame.IsControl)
            {
                if ((frame.Opcode == 0) != _inMessage)
                {
                    return FaultCode.MalformedRequest;
                }

                _inMessage = true;
                TextBytes += frame.Payload;
                IsWhole = frame.IsFinal;
            }

            Length += frame.Length;
        }

        return FaultCode.None;
    }

    /// <summary>Writes what the message says.</summary>
    /// <param name="bytes">As given to <see cref="Look"/>; the message is whole.</param>
    /// <param name="to">Where to.</param>
    public void WriteText(ReadOnlySpan<byte> bytes, SendBuffer to)
    {
        for (var rest = bytes[..Length]; ClientFrame.TryRead(rest, out var frame, out _); rest = rest[frame.Length..])
        {
            if (!frame.IsControl)
            {
                ClientFrame.Mask(rest.Slice(frame.HeaderBytes - ClientFrame.MaskBytes, ClientFrame.MaskBytes), rest[frame.HeaderBytes..frame.Length], to.Reserve(frame.Payload));
                to.Advance(frame.Payload);
            }
        }
    }

    /// <summary>Writes the pings that came between as they are, and then the message as one frame that says something else.</summary>
    /// <param name="bytes">As given to <see cref="Look"/>; the message is whole.</param>
    /// <param name="text">What it says instead.</param>
    /// <param name="to">Where to.</param>
    public void WriteOther(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> text, SendBuffer to)
    {
        var opcode = 0;
        ReadOnlySpan<byte> mask = default;
        for (var rest = bytes[..Length]; ClientFrame.TryRead(rest, out var frame, out _); rest = rest[frame.Length..])
        {
            if (frame.IsControl)
            {
                to.Write(rest[..frame.Length]);
            }
            else if (frame.Opcode != 0)
            {
                opcode = frame.Opcode;
                mask = rest.Slice(frame.HeaderBytes - ClientFrame.MaskBytes, ClientFrame.MaskBytes);
            }
        }

        const int LongHeader = 10;
        var header = to.Reserve(LongHeader);
        header[0] = (byte)(0x80 | opcode);
        if (text.Length < 126)
        {
            header[1] = (byte)(0x80 | text.Length);
            to.Advance(2);
        }
        else if (text.Length <= ushort.MaxValue)
        {
            header[1] = 0x80 | 126;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)text.Length);
            to.Advance(4);
        }
        else
        {
            header[1] = 0x80 | 127;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)text.Length);
            to.Advance(LongHeader);
        }

        to.Write(mask);
        ClientFrame.Mask(mask, text, to.Reserve(text.Length));
        to.Advance(text.Length);
    }
}
