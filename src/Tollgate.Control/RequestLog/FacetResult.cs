namespace Tollgate.Control.RequestLog;

/// <summary>What occurs among the requests of a filter.</summary>
/// <param name="Facets">By dimension; values in falling order of count, at most 100 each.</param>
/// <param name="Partial">Counted over the newest day with rows only.</param>
internal sealed record FacetResult(IReadOnlyDictionary<StatsDimension, IReadOnlyList<FacetValue>> Facets, bool Partial);
