using Tollgate.Recording;

namespace Tollgate.Control.RequestLog;

/// <summary>One page of a list.</summary>
/// <param name="Filter">Which requests.</param>
/// <param name="Limit">Most of them, 1 to 1,000.</param>
/// <param name="Before">Only requests older than this one: <see cref="RequestPage.Next"/> of the page before.</param>
internal sealed record RequestQuery(RequestFilter Filter, int Limit, RecordId? Before = null);
