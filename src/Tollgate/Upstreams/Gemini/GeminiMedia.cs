using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Gemini;

/// <summary>Writes pictures, sounds and files as Google's parts: by their bytes, or by an address that Google fetches itself.</summary>
internal static class GeminiMedia
{
    /// <summary>Whether Google can be told of it.</summary>
    public static bool CanWrite(MediaPart media) =>
        !media.PlainText.IsEmpty || !media.Base64.IsEmpty || !media.Url.IsEmpty || IsGoogles(media.FileId);

    /// <summary>Writes the member of a part that holds it.</summary>
    public static void Write(MediaPart media, JsonOut json)
    {
        if (!media.PlainText.IsEmpty)
        {
            json.Name("text"u8);
            json.String(media.PlainText);
            return;
        }

        if (!media.Base64.IsEmpty)
        {
            json.Name("inlineData"u8);
            json.BeginObject();
            json.Name("mimeType"u8);
            WriteType(media, json, Usual(media.Kind));
            json.Name("data"u8);
            json.String(media.Base64);
            json.EndObject();
            return;
        }

        var address = media.Url.IsEmpty ? media.FileId : media.Url;
        json.Name("fileData"u8);
        json.BeginObject();
        var type = OfEnding(address.Span);
        type = type.IsEmpty && media.Kind == MediaKind.Image ? Usual(MediaKind.Image) : type;
        if (!media.MediaType.IsEmpty || !type.IsEmpty)
        {
            json.Name("mimeType"u8);
            WriteType(media, json, type);
        }

        json.Name("fileUri"u8);
        json.String(address);
        json.EndObject();
    }

    private static void WriteType(MediaPart media, JsonOut json, ReadOnlySpan<byte> otherwise)
    {
        if (media.MediaType.IsEmpty)
        {
            json.Ascii(otherwise);
        }
        else
        {
            json.String(media.MediaType);
        }
    }

    private static bool IsGoogles(JsonString id) => id.Span.StartsWith("files/"u8) || id.Span.StartsWith("https:"u8) || id.Span.StartsWith("gs:"u8);

    private static ReadOnlySpan<byte> Usual(MediaKind kind) => kind switch
    {
        MediaKind.Image => "image/jpeg"u8,
        MediaKind.Audio => "audio/wav"u8,
        MediaKind.Video => "video/mp4"u8,
        _ => "application/pdf"u8,
    };

    private static ReadOnlySpan<byte> OfEnding(ReadOnlySpan<byte> address)
    {
        var query = address.IndexOfAny((byte)'?', (byte)'#');
        address = query < 0 ? address : address[..query];
        var dot = address.LastIndexOf((byte)'.');
        var ending = dot < 0 ? default : address[(dot + 1)..];
        return ending switch
        {
            _ when ending.SequenceEqual("png"u8) => "image/png"u8,
            _ when ending.SequenceEqual("jpg"u8) || ending.SequenceEqual("jpeg"u8) => "image/jpeg"u8,
            _ when ending.SequenceEqual("webp"u8) => "image/webp"u8,
            _ when ending.SequenceEqual("gif"u8) => "image/gif"u8,
            _ when ending.SequenceEqual("heic"u8) => "image/heic"u8,
            _ when ending.SequenceEqual("pdf"u8) => "application/pdf"u8,
            _ when ending.SequenceEqual("txt"u8) => "text/plain"u8,
            _ when ending.SequenceEqual("mp3"u8) => "audio/mp3"u8,
            _ when ending.SequenceEqual("wav"u8) => "audio/wav"u8,
            _ when ending.SequenceEqual("mp4"u8) => "video/mp4"u8,
            _ when ending.SequenceEqual("mov"u8) => "video/mov"u8,
            _ when ending.SequenceEqual("webm"u8) => "video/webm"u8,
            _ => default,
        };
    }
}
