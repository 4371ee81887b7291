namespace Tollgate.Exchange.Chat;

/// <summary>What kind of thing a media type is.</summary>
internal static class MediaKinds
{
    /// <summary>The kind; a file for what is neither seen nor heard, and for no type.</summary>
    public static MediaKind Of(JsonString mediaType) =>
        mediaType.Span.StartsWith("image/"u8) ? MediaKind.Image
        : mediaType.Span.StartsWith("audio/"u8) ? MediaKind.Audio
        : mediaType.Span.StartsWith("video/"u8) ? MediaKind.Video
        : MediaKind.File;
}
