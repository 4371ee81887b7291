using System.Globalization;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Writes pictures, documents, videos and sounds as Bedrock's blocks: by their bytes, or by their place in S3.</summary>
internal static class ConverseMedia
{
    /// <summary>Whether Bedrock takes such a thing.</summary>
    public static bool CanWrite(MediaPart media) => !ConverseFormats.Of(media).IsEmpty && (!media.Base64.IsEmpty || IsInS3(media));

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
        json.Ascii(ConverseFormats.Of(media));
        if (media.Kind == MediaKind.File)
        {
            json.Name("name"u8);
            json.Text(string.Create(CultureInfo.InvariantCulture, $"document-{number}"));
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
}
