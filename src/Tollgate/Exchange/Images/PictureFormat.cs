namespace Tollgate.Exchange.Images;

/// <summary>How a picture is encoded.</summary>
internal enum PictureFormat : byte
{
    /// <summary>As the provider likes.</summary>
    Any,

    /// <summary><c>image/png</c>.</summary>
    Png,

    /// <summary><c>image/jpeg</c>.</summary>
    Jpeg,

    /// <summary><c>image/webp</c>.</summary>
    Webp,
}
