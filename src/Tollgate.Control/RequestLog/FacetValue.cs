namespace Tollgate.Control.RequestLog;

/// <summary>A value and how many requests have it.</summary>
internal sealed record FacetValue(string Value, long Count);
