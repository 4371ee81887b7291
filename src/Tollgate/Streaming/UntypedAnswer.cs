using Tollgate.Forwarding;
using Tollgate.Http1;
using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>A stream was asked for and the answer does not say what it is: its first byte tells events from JSON and from sound.</summary>
internal static class UntypedAnswer
{
    /// <summary>White space that may stand before the first byte; behind more of it no answer is looked for.</summary>
    private const int MaxWhiteBytes = 64 * 1024;

    /// <summary>Waits until the first byte of the body is there, or will not come.</summary>
    public static async LoopTask PeekAsync(RequestContext request, UpstreamConnection connection, BodyFraming framing)
    {
        RelayStage.Arm(request, connection);
        var limit = request.Answer!.Length + MaxWhiteBytes;
        while (connection.In.Count < limit && Start(connection.In.Unread[request.Answer!.Length..], framing).IsEmpty && await connection.In.FillAsync())
        {
        }
    }

    /// <summary>Whether a body begins as events do: with a field (data, event, id, retry), a comment, or a byte order mark.</summary>
    public static bool IsEvents(ReadOnlySpan<byte> body, BodyFraming framing) =>
        Start(body, framing) is [(byte)'d' or (byte)'e' or (byte)'i' or (byte)'r' or (byte)':' or 0xEF, ..];

    /// <summary>The body from its first byte that is no white space, behind the first chunk's size if it is chunked.</summary>
    private static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> body, BodyFraming framing)
    {
        if (framing == BodyFraming.Chunked)
        {
            var line = body.IndexOf((byte)'\n');
            body = line < 0 ? default : body[(line + 1)..];
        }

        return body.TrimStart(" \t\r\n"u8);
    }
}
