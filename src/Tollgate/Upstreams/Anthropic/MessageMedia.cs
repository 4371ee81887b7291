using System.Buffers;
using System.Buffers.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>Pictures and documents as this format has them.</summary>
internal static class MessageMedia
{
    /// <summary>Why it cannot be said; null where it can.</summary>
    public static string? WhyNot(MediaPart media) => media.Kind switch
    {
        MediaKind.Audio => "this provider takes no audio",
        MediaKind.Video => "this provider takes no video",
        _ when !media.FileId.IsEmpty => media.FileId.Span.StartsWith("file_"u8) ? null : "the file is kept at another provider",
        _ when !media.Url.IsEmpty => IsWeb(media.Url.Span) ? null : "this provider fetches web addresses only",
        MediaKind.Image => ImageType(media.MediaType).IsEmpty ? "this provider takes pictures of type jpeg, png, gif and webp only" : null,
        _ when !media.PlainText.IsEmpty || IsPdf(media) => null,
        _ when IsText(media.MediaType) && Base64.IsValid(media.Base64.Decode().Span) => null,
        _ => "this provider takes documents of type PDF and text only",
    };

    /// <summary>Writes the block, but for its end, so that a mark can follow.</summary>
    public static void Write(MediaPart media, JsonOut json)
    {
        json.BeginObject();
        json.Name("type"u8);
        json.Ascii(media.Kind == MediaKind.Image ? "image"u8 : "document"u8);
        json.Name("source"u8);
        json.BeginObject();
        WriteSource(media, json);
        json.EndObject();
        if (media.Kind != MediaKind.Image && !media.Name.IsEmpty)
        {
            json.Name("title"u8);
            json.String(media.Name);
        }
    }

    private static void WriteSource(MediaPart media, JsonOut json)
    {
        if (!media.FileId.IsEmpty)
        {
            WriteMember("file"u8, "file_id"u8, media.FileId, json);
        }
        else if (!media.Url.IsEmpty)
        {
            WriteMember("url"u8, "url"u8, media.Url, json);
        }
        else if (media.Kind == MediaKind.Image)
        {
            WriteBytes(ImageType(media.MediaType), media.Base64, json);
        }
        else if (media.PlainText.IsEmpty && IsPdf(media))
        {
            WriteBytes("application/pdf"u8, media.Base64, json);
        }
        else
        {
            json.Name("type"u8);
            json.Ascii("text"u8);
            json.Name("media_type"u8);
            json.Ascii("text/plain"u8);
            json.Name("data"u8);
            WriteText(media, json);
        }
    }

    private static void WriteText(MediaPart media, JsonOut json)
    {
        if (!media.PlainText.IsEmpty)
        {
            json.String(media.PlainText);
            return;
        }

        var base64 = media.Base64.Decode().Span;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        json.Text(Base64.DecodeFromUtf8(base64, bytes, out _, out var written) == OperationStatus.Done ? bytes.AsSpan(0, written) : default);
    }

    private static void WriteBytes(ReadOnlySpan<byte> type, JsonString base64, JsonOut json)
    {
        json.Name("type"u8);
        json.Ascii("base64"u8);
        json.Name("media_type"u8);
        json.Ascii(type);
        json.Name("data"u8);
        json.String(base64);
    }

    private static void WriteMember(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name, JsonString value, JsonOut json)
    {
        json.Name("type"u8);
        json.Ascii(type);
        json.Name(name);
        json.String(value);
    }

    private static bool IsWeb(ReadOnlySpan<byte> url) => url.StartsWith("https:"u8) || url.StartsWith("http:"u8);

    private static bool IsPdf(MediaPart media) =>
        media.MediaType.Is("application/pdf"u8) || (media.MediaType.IsEmpty && media.Base64.Span.StartsWith("JVBERi"u8)); // "%PDF-"

    private static bool IsText(JsonString type)
    {
        var text = type.Decode().Span;
        return text.StartsWith("text/"u8) || text.StartsWith("application/json"u8) || text.StartsWith("application/xml"u8);
    }

    private static ReadOnlySpan<byte> ImageType(JsonString type) =>
        type.Is("image/png"u8) ? "image/png"u8
        : type.Is("image/jpeg"u8) || type.Is("image/jpg"u8) ? "image/jpeg"u8
        : type.Is("image/webp"u8) ? "image/webp"u8
        : type.Is("image/gif"u8) ? "image/gif"u8
        : default;
}
