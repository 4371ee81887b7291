namespace Tollgate.Exchange.Images;

/// <summary>Pictures that are wanted of a text, in no vendor's terms.</summary>
internal sealed class ImageRequest
{
    /// <summary>What they shall show.</summary>
    public JsonString Prompt { get; set; }

    /// <summary>How many, 1 to 10.</summary>
    public int Count { get; set; } = 1;

    /// <summary>Width and height in pixels; zeros where the model may choose.</summary>
    public PictureSize Size { get; set; }

    /// <summary>How they are encoded.</summary>
    public PictureFormat Format { get; set; }

    /// <summary>Quality of a lossy encoding, 0 to 100; null for the provider's own.</summary>
    public int? Compression { get; set; }

    /// <summary>How much work goes into them, where the client asks for another than the usual one.</summary>
    public JsonString Quality { get; set; }

    /// <summary>Their manner, such as <c>vivid</c>.</summary>
    public JsonString Style { get; set; }

    /// <summary>How strictly they are filtered, where the client asks for another than the usual way.</summary>
    public JsonString Moderation { get; set; }

    /// <summary>Without anything behind what they show.</summary>
    public bool IsTransparent { get; set; }

    /// <summary>The end user's name.</summary>
    public JsonString User { get; set; }
}
