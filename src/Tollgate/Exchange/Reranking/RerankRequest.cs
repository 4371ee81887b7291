namespace Tollgate.Exchange.Reranking;

/// <summary>Documents to be put into the order of how well they fit a query, in no vendor's terms.</summary>
internal sealed class RerankRequest
{
    /// <summary>The model, as the client named it.</summary>
    public JsonString Model { get; set; }

    public JsonString Query { get; set; }

    /// <summary>The documents as the client wrote them, each a JSON value: a string, or an object with fields.</summary>
    public List<ReadOnlyMemory<byte>> Documents { get; } = [];

    /// <summary>Only so many of the best; null for all.</summary>
    public long? Top { get; set; }

    /// <summary>The documents themselves are wanted back beside their indices; null where the client did not say.</summary>
    public bool? ReturnDocuments { get; set; }

    /// <summary>Tokens of each document that count at most (Cohere); null for the model's own.</summary>
    public long? MaxTokensPerDocument { get; set; }
}
