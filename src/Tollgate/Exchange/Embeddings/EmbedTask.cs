namespace Tollgate.Exchange.Embeddings;

/// <summary>What vectors are for. Google and Cohere make different ones for different uses.</summary>
internal enum EmbedTask : byte
{
    /// <summary>The client did not say.</summary>
    None,

    /// <summary>A question to search with.</summary>
    Query,

    /// <summary>A document to be found.</summary>
    Document,

    /// <summary>Comparing texts.</summary>
    Similarity,

    /// <summary>Sorting into classes.</summary>
    Classification,

    /// <summary>Finding groups.</summary>
    Clustering,

    /// <summary>A question to be answered by documents.</summary>
    QuestionAnswering,

    /// <summary>A claim to be proven by documents.</summary>
    FactVerification,

    /// <summary>A description of code to be found.</summary>
    CodeQuery,
}
