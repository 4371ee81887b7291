namespace Tollgate.Control.Registry;

/// <summary>What came of a call to a provider.</summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Latency">Until the answer was there whole, or the call had failed.</param>
/// <param name="Body">The answer; empty when there was none.</param>
/// <param name="Problem">Why there was no good answer, without secrets; null for one.</param>
/// <param name="Advice">What to look at then; null where nothing can be said.</param>
internal sealed record UpstreamAnswer(int Status, TimeSpan Latency, ReadOnlyMemory<byte> Body, string? Problem, string? Advice = null);
