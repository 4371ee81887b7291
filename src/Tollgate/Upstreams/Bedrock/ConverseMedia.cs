using System.Globalization;
using System.Text;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Writes pictures, documents, videos and sounds as Bedrock's blocks: by their bytes, or by their place in S3.</summary>
internal static class ConverseMedia
{
    /// <summary>Whether Bedrock takes such a thing.</summary>
    public static bool CanWrite(MediaPart media) => !FormatOf(media).IsEmpty && (!media.Base64.IsEmpty || IsInS3(media));

    /// <summary>Writes a block.</summary>
    /// <param name="media">The part.</param>
    /// <param name="number">A number that no other document of the request has.</param>
    /// <param name="json">Where it goes.</param>
    public static void Write(MediaPart media, int number, JsonOut json)
    {
        json.BeginObject();
        json.Name(media.Kind switch
        {
            MediaKind.Image => "image"u8,
            MediaKind.Video => "video"u8,
            MediaKind.Audio => "audio"u8,
            _ => "document"u8,
        });
        json.BeginObject();
        json.Name("format"u8);
        json.Ascii(FormatOf(media));
        if (media.Kind == MediaKind.File)
        {
            json.Name("name"u8);
            json.Ascii(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"document-{number}")));
        }

        json.Name("source"u8);
        json.BeginObject();
        if (IsInS3(media))
        {
            json.Name("s3Location"u8);
            json.BeginObject();
            json.Name("uri"u8);
            json.String(media.Url);
            json.EndObject();
        }
        else
        {
            json.Name("bytes"u8);
            json.String(media.Base64);
        }

        json.EndObject();
        json.EndObject();
        json.EndObject();
    }

    private static bool IsInS3(MediaPart media) => media.Url.Span.StartsWith("s3://"u8);

    private static ReadOnlySpan<byte> FormatOf(MediaPart media)
    {
        var type = media.MediaType.Decode().Span;
        return media.Kind switch
        {
            MediaKind.Image => Image(type),
            MediaKind.Video => Video(type),
            MediaKind.Audio => Audio(type),
            _ => Document(type),
        };
    }

    private static ReadOnlySpan<byte> Image(ReadOnlySpan<byte> type) => 0 switch
    {
        _ when type.SequenceEqual("image/png"u8) => "png"u8,
        _ when type.SequenceEqual("image/jpeg"u8) || type.SequenceEqual("image/jpg"u8) => "jpeg"u8,
        _ when type.SequenceEqual("image/gif"u8) => "gif"u8,
        _ when type.SequenceEqual("image/webp"u8) => "webp"u8,
        _ => default,
    };

    private static ReadOnlySpan<byte> Video(ReadOnlySpan<byte> type) => 0 switch
    {
        _ when type.SequenceEqual("video/mp4"u8) => "mp4"u8,
        _ when type.SequenceEqual("video/quicktime"u8) || type.SequenceEqual("video/mov"u8) => "mov"u8,
        _ when type.SequenceEqual("video/webm"u8) => "webm"u8,
        _ when type.SequenceEqual("video/mpeg"u8) => "mpeg"u8,
        _ => default,
    };

    private static ReadOnlySpan<byte> Audio(ReadOnlySpan<byte> type) => 0 switch
    {
        _ when type.SequenceEqual("audio/wav"u8) || type.SequenceEqual("audio/x-wav"u8) => "wav"u8,
        _ when type.SequenceEqual("audio/mp3"u8) || type.SequenceEqual("audio/mpeg"u8) => "mp3"u8,
        _ when type.SequenceEqual("audio/ogg"u8) => "ogg"u8,
        _ when type.SequenceEqual("audio/flac"u8) => "flac"u8,
        _ when type.SequenceEqual("audio/aac"u8) => "aac"u8,
        _ => default,
    };

    private static ReadOnlySpan<byte> Document(ReadOnlySpan<byte> type) => 0 switch
    {
        _ when type.IsEmpty || type.SequenceEqual("application/pdf"u8) => "pdf"u8,
        _ when type.SequenceEqual("text/csv"u8) => "csv"u8,
        _ when type.SequenceEqual("text/html"u8) => "html"u8,
        _ when type.SequenceEqual("text/markdown"u8) => "md"u8,
        _ when type.StartsWith("text/"u8) => "txt"u8,
        _ when type.SequenceEqual("application/msword"u8) => "doc"u8,
        _ when type.SequenceEqual("application/vnd.openxmlformats-officedocument.wordprocessingml.document"u8) => "docx"u8,
        _ when type.SequenceEqual("application/vnd.ms-excel"u8) => "xls"u8,
        _ when type.SequenceEqual("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"u8) => "xlsx"u8,
        _ => default,
    };
}
