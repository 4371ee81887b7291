using System.Text.Json.Serialization;

namespace Tollgate.Control.RequestLog;

/// <summary>A page of requests.</summary>
/// <param name="Data">The requests, newest first.</param>
/// <param name="Next">The <c>cursor</c> of the next page; null when nothing older matches.</param>
/// <param name="Partial">The time for one answer was over before the page was full; ask on with <paramref name="Next"/>.</param>
internal sealed record RequestListBody(
    IReadOnlyList<RequestItem> Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next,
    bool Partial);
