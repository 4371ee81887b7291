using Tollgate.Recording;

namespace Tollgate.Control.RequestLog;

/// <summary>A page of requests, newest first.</summary>
/// <param name="Items">The requests.</param>
/// <param name="Next">Where the next page begins; null when nothing older matches.</param>
/// <param name="Partial">The time for one answer was over before the page was full; asking on from <paramref name="Next"/> continues the search.</param>
internal sealed record RequestPage(IReadOnlyList<RequestEntry> Items, RecordId? Next, bool Partial);
