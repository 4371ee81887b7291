using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Tollgate.Json;

namespace Tollgate.Exchange.Chat;

/// <summary>
/// How a foreign note travels through a client that has a place for its own vendor's only: in base64, with a mark that tells whose it is.
/// Base64 because Google's clients decode their signatures; without a store because the next turn may come to another replica.
/// Layout: 3 bytes mark, 1 byte <see cref="StateOrigin"/>, 2 bytes length of the id, id, data; both as they stand in JSON.
/// </summary>
internal static class StateEnvelope
{
    private const int HeadBytes = 6;

    /// <summary>Base64 of three bytes is four characters of its own: every envelope begins with the same ones.</summary>
    private static ReadOnlySpan<byte> Mark => [0xB6, 0x58, 0x20]; // "tlgg"

    /// <summary>
    /// An envelope with nothing in it: stands where a client's format wants a note of its own vendor's and there is none. It tells, as any envelope
    /// does, that the conversation cannot be passed on to that vendor as it is.
    /// </summary>
    public static JsonString Empty { get; } = new("tlggAAAA"u8.ToArray());

    /// <summary>Whether a string of a body begins as an envelope does.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> body) => body.IndexOf("\"tlgg"u8) >= 0;

    /// <summary>The note for a client that speaks another vendor's format.</summary>
    public static JsonString Wrap(OpaqueState state)
    {
        var id = state.Id.Span;
        var data = state.Data.Span;
        var bytes = new byte[HeadBytes + id.Length + data.Length];
        Mark.CopyTo(bytes);
        bytes[3] = (byte)state.Origin;
        bytes[4] = (byte)(id.Length >> 8);
        bytes[5] = (byte)id.Length;
        id.CopyTo(bytes.AsSpan(HeadBytes));
        data.CopyTo(bytes.AsSpan(HeadBytes + id.Length));
        return new JsonString(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)));
    }

    /// <summary>The note in an envelope; null where <paramref name="text"/> is none, but the client's own vendor's.</summary>
    public static OpaqueState? Unwrap(JsonString text)
    {
        var decoded = text.Decode().Span;
        if (decoded.Length < 8 || !decoded.StartsWith("tlgg"u8))
        {
            return null;
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(decoded.Length)];
        if (Base64.DecodeFromUtf8(decoded, bytes, out _, out var length) != OperationStatus.Done || length < HeadBytes)
        {
            return null;
        }

        var idLength = (bytes[4] << 8) | bytes[5];
        var origin = (StateOrigin)bytes[3];
        if (!Enum.IsDefined(origin) || origin == StateOrigin.None || HeadBytes + idLength > length
            || !IsInside(bytes.AsSpan(HeadBytes, idLength)) || !IsInside(bytes.AsSpan(HeadBytes + idLength, length - HeadBytes - idLength)))
        {
            return null;
        }

        return new OpaqueState(origin, new JsonString(bytes.AsMemory(HeadBytes + idLength, length - HeadBytes - idLength)))
        {
            Id = new JsonString(bytes.AsMemory(HeadBytes, idLength)),
        };
    }

    /// <summary>A forged envelope must not break out of the string that it is written into. Looked at one by one: an id may end in half an escape.</summary>
    private static bool IsInside(ReadOnlySpan<byte> text)
    {
        var quoted = new byte[text.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        text.CopyTo(quoted.AsSpan(1));
        return JsonScan.IsValue(quoted) && Utf8.IsValid(text);
    }
}
