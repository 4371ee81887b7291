using Tollgate.Exchange.Unary;

namespace Tollgate.Exchange.Embeddings;

/// <summary>Vectors in the order of the inputs.</summary>
internal sealed class EmbedAnswer : UnaryAnswer
{
    /// <summary>The vectors, as the provider wrote them: JSON arrays of numbers, or base64 strings with their quotes.</summary>
    public List<ReadOnlyMemory<byte>> Vectors { get; } = [];
}
