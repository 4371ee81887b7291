using System.Buffers.Binary;
using System.Text;
using Tollgate.TestSupport.Grammar;

namespace Tollgate.TestSupport.Extracts;

/// <summary>Amazon's event stream, as far as tests need it: names and payloads. Check sums are not looked at.</summary>
internal static class AwsFrames
{
    private const int Prelude = 12;

    public static IReadOnlyList<SseEvent> Read(ReadOnlySpan<byte> stream)
    {
        var events = new List<SseEvent>();
        while (stream.Length >= Prelude)
        {
            var total = BinaryPrimitives.ReadInt32BigEndian(stream);
            var headers = BinaryPrimitives.ReadInt32BigEndian(stream[4..]);
            if (total > stream.Length || headers > total - Prelude - 4)
            {
                break;
            }

            events.Add(new SseEvent(Name(stream.Slice(Prelude, headers)), Encoding.UTF8.GetString(stream[(Prelude + headers)..(total - 4)])));
            stream = stream[total..];
        }

        return events;
    }

    /// <summary>The value of <c>:event-type</c> or <c>:exception-type</c>. All headers are texts here (type 7).</summary>
    private static string Name(ReadOnlySpan<byte> headers)
    {
        while (headers.Length > 0)
        {
            var name = Encoding.UTF8.GetString(headers.Slice(1, headers[0]));
            headers = headers[(1 + headers[0] + 1)..];
            var length = BinaryPrimitives.ReadUInt16BigEndian(headers);
            var value = Encoding.UTF8.GetString(headers.Slice(2, length));
            headers = headers[(2 + length)..];
            if (name is ":event-type" or ":exception-type")
            {
                return value;
            }
        }

        return "";
    }
}
