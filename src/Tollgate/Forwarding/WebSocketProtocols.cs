using System.Text;
using Tollgate.Http1;

namespace Tollgate.Forwarding;

/// <summary>
/// The Sec-WebSocket-Protocol field of a request. Browsers cannot set Authorization on a WebSocket, so OpenAI's realtime API takes the
/// key, organization and project as names of protocols; those are credentials and end here.
/// </summary>
internal static class WebSocketProtocols
{
    /// <summary>Writes the field line without credentials, or nothing if none of its protocols is left. Without optional white space,
    /// so that it is never longer than the line it replaces.</summary>
    public static bool TryCopy(ReadOnlySpan<byte> value, Span<byte> destination, ref int written)
    {
        var at = written;
        var any = false;
        while (!value.IsEmpty)
        {
            var protocol = Grammar.NextOfList(ref value);
            if (protocol.IsEmpty || IsCredential(protocol)) { continue; }
            if (!HttpWriter.TryWrite(any ? ","u8 : "Sec-WebSocket-Protocol:"u8, destination, ref at)
                || !HttpWriter.TryWrite(protocol, destination, ref at))
            {
                return false;
            }

            any = true;
        }

        if (!any) { return true; }
        if (!HttpWriter.TryWrite("\r\n"u8, destination, ref at)) { return false; }
        written = at;
        return true;
    }

    private static bool IsCredential(ReadOnlySpan<byte> protocol) =>
        HasPrefix(protocol, "openai-insecure-api-key."u8)
        || HasPrefix(protocol, "openai-organization."u8)
        || HasPrefix(protocol, "openai-project."u8);

    private static bool HasPrefix(ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> prefix) =>
        protocol.Length >= prefix.Length && Ascii.EqualsIgnoreCase(protocol[..prefix.Length], prefix);
}
