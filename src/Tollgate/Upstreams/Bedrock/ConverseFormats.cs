using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>Bedrock's words for the formats of pictures, documents, videos and sounds, which it has in place of media types.</summary>
internal static class ConverseFormats
{
    /// <summary>The word; empty for a format that Bedrock does not take.</summary>
    public static ReadOnlySpan<byte> Of(MediaPart media)
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

    private static ReadOnlySpan<byte> Image(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("image/png"u8) ? "png"u8
        : type.SequenceEqual("image/jpeg"u8) || type.SequenceEqual("image/jpg"u8) ? "jpeg"u8
        : type.SequenceEqual("image/gif"u8) ? "gif"u8
        : type.SequenceEqual("image/webp"u8) ? "webp"u8
        : default;

    private static ReadOnlySpan<byte> Video(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("video/mp4"u8) ? "mp4"u8
        : type.SequenceEqual("video/quicktime"u8) || type.SequenceEqual("video/mov"u8) ? "mov"u8
        : type.SequenceEqual("video/webm"u8) ? "webm"u8
        : type.SequenceEqual("video/mpeg"u8) ? "mpeg"u8
        : default;

    private static ReadOnlySpan<byte> Audio(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("audio/wav"u8) || type.SequenceEqual("audio/x-wav"u8) ? "wav"u8
        : type.SequenceEqual("audio/mp3"u8) || type.SequenceEqual("audio/mpeg"u8) ? "mp3"u8
        : type.SequenceEqual("audio/ogg"u8) ? "ogg"u8
        : type.SequenceEqual("audio/flac"u8) ? "flac"u8
        : type.SequenceEqual("audio/aac"u8) ? "aac"u8
        : default;

    private static ReadOnlySpan<byte> Document(ReadOnlySpan<byte> type) =>
        type.IsEmpty || type.SequenceEqual("application/pdf"u8) ? "pdf"u8
        : type.SequenceEqual("text/csv"u8) ? "csv"u8
        : type.SequenceEqual("text/html"u8) ? "html"u8
        : type.SequenceEqual("text/markdown"u8) ? "md"u8
        : type.StartsWith("text/"u8) ? "txt"u8
        : type.SequenceEqual("application/msword"u8) ? "doc"u8
        : type.SequenceEqual("application/vnd.openxmlformats-officedocument.wordprocessingml.document"u8) ? "docx"u8
        : type.SequenceEqual("application/vnd.ms-excel"u8) ? "xls"u8
        : type.SequenceEqual("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"u8) ? "xlsx"u8
        : default;
}
