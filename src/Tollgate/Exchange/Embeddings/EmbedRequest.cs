namespace Tollgate.Exchange.Embeddings;

/// <summary>Texts whose vectors are wanted, in no vendor's terms.</summary>
internal sealed class EmbedRequest
{
    /// <summary>The model, as the client named it.</summary>
    public JsonString Model { get; set; }

    /// <summary>What is to become vectors, one each.</summary>
    public List<EmbedInput> Inputs { get; } = [];

    /// <summary>The client asked for one vector and not for a list of them (Google's <c>:embedContent</c>).</summary>
    public bool IsSingle { get; set; }

    /// <summary>Length of the vectors; null for the model's own.</summary>
    public long? Dimensions { get; set; }

    /// <summary>The client wants base64 of little-endian 32-bit floats instead of numbers.</summary>
    public bool AsBase64 { get; set; }

    /// <summary>What the vectors are for.</summary>
    public EmbedTask Task { get; set; }

    /// <summary>The end user's name.</summary>
    public JsonString User { get; set; }
}
