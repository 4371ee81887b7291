namespace Tollgate.Exchange.Chat;

/// <summary>What a <see cref="MediaPart"/> is.</summary>
internal enum MediaKind : byte
{
    Image,
    Audio,
    Video,
    File,
}
