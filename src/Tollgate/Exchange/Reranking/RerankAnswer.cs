using Tollgate.Exchange.Unary;

namespace Tollgate.Exchange.Reranking;

/// <summary>Documents, the best first.</summary>
internal sealed class RerankAnswer : UnaryAnswer
{
    public List<RerankHit> Hits { get; } = [];

    /// <summary>The provider's id of the answer; empty where it gave none.</summary>
    public JsonString Id { get; set; }

    /// <summary>Cohere's unit of billing: one query with up to a hundred documents. 0 where the provider bills by tokens.</summary>
    public long SearchUnits { get; set; }
}
