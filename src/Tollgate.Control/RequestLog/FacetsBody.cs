namespace Tollgate.Control.RequestLog;

/// <summary>What occurs among the requests of a filter.</summary>
/// <param name="Facets">By parameter: its values in falling order of count, at most 100.</param>
/// <param name="Partial">Counted over the newest day with requests only.</param>
internal sealed record FacetsBody(IReadOnlyDictionary<string, IReadOnlyList<FacetValue>> Facets, bool Partial);
