using System.Text;
using Tollgate.Http1;

namespace Tollgate.Forwarding;

/// <summary>The Sec-WebSocket-Extensions field (RFC 6455 9.1): what the two ends do to their messages.</summary>
internal static class WebSocketExtensions
{
    private static ReadOnlySpan<byte> Name => "sec-websocket-extensions"u8;

    public static bool Is(in Field field, ReadOnlySpan<byte> buffer) =>
        field.Known == KnownField.SecWebSocket && Ascii.EqualsIgnoreCase(field.Name.Of(buffer), Name);

    /// <summary>An extension is agreed on: frames are not what they seem.</summary>
    public static bool AreIn(ResponseHead answer, ReadOnlySpan<byte> buffer)
    {
        for (var i = 0; i < answer.FieldCount; i++)
        {
            ref readonly var field = ref answer.FieldAt(i);
            if (Is(field, buffer) && !field.Value.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }
}
