using System.Buffers.Binary;
using System.Text;
using Tollgate.Upstreams.Bedrock;

namespace Tollgate.Fuzz.Targets;

/// <summary>
/// Amazon's event stream: cut anywhere, the same frames end at the same bytes, and what is read lies within them. The first byte chooses the cut, and
/// whether check sums are put right, which no mutation would hit.
/// </summary>
internal sealed class AwsFrameTarget : IFuzzTarget
{
    private const int Repairs = 128;

    public string Name => "aws-frames";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "\u0083" + Frame(":event-type", "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"x\"}}") + Frame(":event-type", "messageStop", "{\"stopReason\":\"end_turn\"}"),
        "\u0001" + Frame(":exception-type", "throttlingException", "{\"message\":\"slow\"}"),
        "\u008f" + Frame(":error-code", "500", "") + Frame(":message-type", "event", "{}"),
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "\0\0\0\u0010", "\0\0\0\0", "\u00ff\u00ff\u00ff\u00ff", "\u0080\0\0\0", "\u0007\0\u0001x", "\u0000", "\u0001", "\u0002\u0001", "\u0003\0\u0001", "\u0004\0\0\0\u0001",
        "\u0006\0\u0002xx", "\u0008\0\0\0\0\0\0\0\u0001", "\u0009", "\u000b:event-type", "\u000e:error-message", ":exception-type", "{}",
    ];

    public int Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return 0;
        }

        var stream = input[1..].ToArray();
        if ((input[0] & Repairs) != 0)
        {
            Repair(stream);
        }

        var whole = default(AwsFrameScanner);
        var end = whole.Feed(stream);
        var cut = default(AwsFrameScanner);
        var cutEnd = 0;
        var step = 1 + (input[0] & 31);
        for (var at = 0; at < stream.Length && !cut.IsBroken; at += step)
        {
            var local = cut.Feed(stream.AsSpan(at, Math.Min(step, stream.Length - at)));
            cutEnd = local > 0 ? at + local : cutEnd;
        }

        OracleException.Demand(end == cutEnd && whole.IsBroken == cut.IsBroken, "a cut changed what was read");
        var reader = new AwsFrameReader(stream.AsMemory(0, end));
        var frames = 0;
        var bytes = 0;
        while (reader.TryRead(out var frame))
        {
            frames++;
            bytes += frame.Name.Length + frame.Payload.Length + frame.Message.Length;
        }

        OracleException.Demand(bytes <= end && frames <= end / 16, "more was read than there is");
        return HashCode.Combine(whole.IsBroken, reader.IsBroken, Math.Min(frames, 8), end == 0);
    }

    /// <summary>Puts right the check sums of frames whose lengths fit.</summary>
    private static void Repair(Span<byte> stream)
    {
        while (stream.Length >= 16)
        {
            var total = BinaryPrimitives.ReadUInt32BigEndian(stream);
            if (total < 16 || total > stream.Length)
            {
                return;
            }

            BinaryPrimitives.WriteUInt32BigEndian(stream[8..], Crc32.Of(stream[..8]));
            BinaryPrimitives.WriteUInt32BigEndian(stream[((int)total - 4)..], Crc32.Of(stream[..((int)total - 4)]));
            stream = stream[(int)total..];
        }
    }

    private static string Frame(string header, string value, string payload)
    {
        var headers = 1 + header.Length + 3 + value.Length;
        var frame = new byte[12 + headers + payload.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers);
        var at = 12;
        frame[at++] = (byte)header.Length;
        at += Encoding.Latin1.GetBytes(header, frame.AsSpan(at));
        frame[at++] = 7;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(at), (ushort)value.Length);
        at += 2;
        at += Encoding.Latin1.GetBytes(value, frame.AsSpan(at));
        Encoding.Latin1.GetBytes(payload, frame.AsSpan(at));
        Repair(frame);
        return Encoding.Latin1.GetString(frame);
    }
}
