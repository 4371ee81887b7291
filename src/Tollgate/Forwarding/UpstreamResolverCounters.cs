namespace Tollgate.Forwarding;

/// <summary>What <see cref="UpstreamResolver"/> has done since it was made.</summary>
/// <param name="Hits">Plans served from the cache, stale ones included.</param>
/// <param name="StaleHits">Of the hits, those older than <see cref="UpstreamResolverOptions.Fresh"/>.</param>
/// <param name="Misses">Questions that had to wait for a look-up.</param>
/// <param name="Lookups">Look-ups begun.</param>
/// <param name="Failures">Look-ups that brought no address, those turned away included.</param>
/// <param name="Refusals">Look-ups of which the guard refused every address.</param>
/// <param name="Evictions">Targets forgotten to make room.</param>
/// <param name="Overflows">Look-ups or targets turned away because a bound was reached.</param>
/// <param name="Entries">Targets remembered now.</param>
internal readonly record struct UpstreamResolverCounters(
    long Hits, long StaleHits, long Misses, long Lookups, long Failures, long Refusals, long Evictions, long Overflows, int Entries);
