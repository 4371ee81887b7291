namespace Tollgate.Exchange.Chat;

/// <summary>A picture, sound, video or file: by its bytes, by an address, or by the id of a file that the provider keeps.</summary>
internal sealed record MediaPart(MediaKind Kind) : Part
{
    /// <summary>Such as <c>image/png</c>; empty where the client did not say, which an address may leave open.</summary>
    public JsonString MediaType { get; init; }

    /// <summary>The content in base64; empty where it is named by address or id.</summary>
    public JsonString Base64 { get; init; }

    /// <summary>Its address (<c>https</c>, <c>gs</c>); empty otherwise.</summary>
    public JsonString Url { get; init; }

    /// <summary>Id of a file at the provider; empty otherwise.</summary>
    public JsonString FileId { get; init; }

    /// <summary>Its name or title.</summary>
    public JsonString Name { get; init; }

    /// <summary>Plain text in place of a file's bytes (Anthropic's text documents); empty otherwise.</summary>
    public JsonString PlainText { get; init; }

    /// <summary>OpenAI's <c>detail</c> of a picture; empty otherwise.</summary>
    public JsonString Detail { get; init; }
}
