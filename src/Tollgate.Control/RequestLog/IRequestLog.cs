using Tollgate.Recording;

namespace Tollgate.Control.RequestLog;

/// <summary>
/// Questions about recorded requests. Each is answered within a bound of its own: an answer that had to leave something unread says
/// <c>Partial</c> instead of taking longer.
/// </summary>
internal interface IRequestLog
{
    /// <summary>One page, newest first.</summary>
    Task<RequestPage> ListAsync(RequestQuery query, CancellationToken stop);

    /// <summary>The request of this record id; null when there is none (any more).</summary>
    Task<RequestEntry?> FindAsync(RecordId id, CancellationToken stop);

    /// <summary>The requests with this request id, newest first, at most ten: clients may send their own, so it need not be unique.</summary>
    Task<IReadOnlyList<RequestEntry>> FindByRequestIdAsync(string requestId, CancellationToken stop);

    /// <summary>Captured content of a request; null when there is none.</summary>
    Task<CapturedContent?> FindContentAsync(RecordId id, CancellationToken stop);

    /// <summary>Values that occur, with their counts, for each dimension: what a user can filter by.</summary>
    Task<FacetResult> FacetsAsync(RequestFilter filter, CancellationToken stop);

    /// <summary>Totals, from the rollups alone; they equal the sums of the rows.</summary>
    Task<StatsResult> StatsAsync(StatsQuery query, CancellationToken stop);
}
