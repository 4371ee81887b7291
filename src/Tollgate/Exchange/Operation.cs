namespace Tollgate.Exchange;

/// <summary>What a request asks for. Only formats of the same operation can be translated into each other.</summary>
internal enum Operation : byte
{
    /// <summary>None that is translated.</summary>
    None,

    /// <summary>The next turn of a conversation.</summary>
    Chat,

    /// <summary>How many tokens such a request would have.</summary>
    Count,

    /// <summary>Vectors of texts.</summary>
    Embed,

    /// <summary>Documents in order of relevance.</summary>
    Rerank,

    /// <summary>Pictures of a text.</summary>
    Image,

    /// <summary>A text read aloud.</summary>
    Speech,
}
