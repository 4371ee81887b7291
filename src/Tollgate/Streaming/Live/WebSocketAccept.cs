using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Http1;

namespace Tollgate.Streaming.Live;

/// <summary>The server's side of a WebSocket's handshake (RFC 6455 4.2).</summary>
internal static class WebSocketAccept
{
    /// <summary>Length of the proof: SHA-1 in base64.</summary>
    public const int Bytes = 28;

    /// <summary>Sixteen bytes in base64.</summary>
    private const int KeyBytes = 24;

    private static ReadOnlySpan<byte> Guid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>What proves to the client that its request was understood. False where the request opens no WebSocket of today's version.</summary>
    public static bool TryProve(RequestHead head, ReadOnlySpan<byte> buffer, Span<byte> proof)
    {
        var (key, version) = (default(Slice), default(Slice));
        for (var i = 0; i < head.FieldCount; i++)
        {
            ref readonly var field = ref head.FieldAt(i);
            if (field.Known != KnownField.SecWebSocket)
            {
                continue;
            }

            if (Ascii.EqualsIgnoreCase(field.Name.Of(buffer), "sec-websocket-key"u8))
            {
                key = key.IsEmpty ? field.Value : default;
            }
            else if (Ascii.EqualsIgnoreCase(field.Name.Of(buffer), "sec-websocket-version"u8))
            {
                version = field.Value;
            }
        }

        if (!head.UpgradeRequested || !Ascii.EqualsIgnoreCase(head.ValueOf(KnownField.Upgrade).Of(buffer), "websocket"u8)
            || key.Length != KeyBytes || !version.Of(buffer).SequenceEqual("13"u8))
        {
            return false;
        }

        Prove(key.Of(buffer), proof);
        return true;
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 wants it, and keeps no secret by it.")]
    private static void Prove(ReadOnlySpan<byte> key, Span<byte> proof)
    {
        Span<byte> text = stackalloc byte[KeyBytes + Guid.Length];
        key.CopyTo(text);
        Guid.CopyTo(text[KeyBytes..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(text, hash);
        System.Buffers.Text.Base64.EncodeToUtf8(hash, proof, out _, out _);
    }
}
