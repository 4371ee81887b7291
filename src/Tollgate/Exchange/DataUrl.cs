using Tollgate.Exchange.Chat;

namespace Tollgate.Exchange;

/// <summary>Addresses that carry their content themselves: <c>data:image/png;base64,…</c>.</summary>
internal static class DataUrl
{
    /// <summary>Writes where a part is to be had: its address, or its content as one.</summary>
    /// <param name="media">The part.</param>
    /// <param name="usualType">The type of one that names none; ASCII.</param>
    /// <param name="json">Where it goes.</param>
    public static void Write(MediaPart media, ReadOnlySpan<byte> usualType, JsonOut json)
    {
        if (media.Base64.IsEmpty)
        {
            json.String(media.Url);
            return;
        }

        json.BeginText();
        json.Piece("data:"u8);
        json.Piece(media.MediaType.IsEmpty ? usualType : default);
        json.Piece(media.MediaType);
        json.Piece(";base64,"u8);
        json.Piece(media.Base64);
        json.EndText();
    }

    /// <summary>Takes one apart; false for any other address, and for one that is not in base64.</summary>
    public static bool TrySplit(JsonString url, out JsonString mediaType, out JsonString base64)
    {
        mediaType = base64 = default;
        var text = url.Decode(); // some clients escape every slash
        var span = text.Span;
        if (!span.StartsWith("data:"u8))
        {
            return false;
        }

        var comma = span.IndexOf((byte)',');
        if (comma < 0 || !span[..comma].EndsWith(";base64"u8) || span.ContainsAny((byte)'"', (byte)'\\') || span.ContainsAnyInRange((byte)0, (byte)0x1F))
        {
            return false;
        }

        var type = text["data:".Length..(comma - ";base64".Length)];
        var parameters = type.Span.IndexOf((byte)';');
        mediaType = new JsonString(parameters < 0 ? type : type[..parameters]);
        base64 = new JsonString(text[(comma + 1)..]);
        return true;
    }
}
