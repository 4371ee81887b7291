using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Attempts;

/// <summary>
/// A server error may say that the target is out of memory (requirement 1.8). Then the fault is the server's state, not the request, and
/// the client hears that the provider is unavailable rather than the text of a crash.
/// </summary>
internal static class MemoryComplaint
{
    /// <summary>How far into an answer it is looked for.</summary>
    private const int LookAtBytes = 4096;

    /// <summary>The body of an error comes with its head, or right behind it.</summary>
    private const long BodyMs = 5_000;

    /// <summary>Whether the server error at hand reports a lack of memory. What was read stays where it is.</summary>
    public static async LoopTask<bool> IsInAsync(RequestContext request, UpstreamConnection connection)
    {
        var answer = request.Answer!;
        var framing = answer.FramingFor(request.Verb);
        if (framing == BodyFraming.None)
        {
            return false;
        }

        var length = framing == BodyFraming.Length ? Math.Min(answer.ContentLength, LookAtBytes) : LookAtBytes;
        var armed = false;
        while (connection.In.Count < answer.Length + length && !EndsChunked(connection, answer, framing))
        {
            if (!armed)
            {
                armed = true;
                connection.Transport.SetDeadline(BodyMs);
            }

            if (!await connection.In.FillAsync())
            {
                break;
            }
        }

        return Reports(connection.In.Unread[answer.Length..]);
    }

    /// <summary>Whether a text speaks of a lack of memory.</summary>
    internal static bool Reports(ReadOnlySpan<byte> text)
    {
        Span<byte> lower = stackalloc byte[LookAtBytes];
        text = text[..Math.Min(text.Length, LookAtBytes)];
        for (var i = 0; i < text.Length; i++)
        {
            lower[i] = text[i] switch
            {
                >= (byte)'A' and <= (byte)'Z' => (byte)(text[i] | 0x20),
                (byte)'_' or (byte)'-' => (byte)' ',
                var other => other,
            };
        }

        lower = lower[..text.Length];
        return lower.IndexOf("out of memory"u8) >= 0 || lower.IndexOf("outofmemory"u8) >= 0 || lower.IndexOf("memory allocation"u8) >= 0;
    }

    private static bool EndsChunked(UpstreamConnection connection, ResponseHead answer, BodyFraming framing) =>
        framing == BodyFraming.Chunked && connection.In.Unread[answer.Length..].EndsWith("0\r\n\r\n"u8);
}
