using Tollgate.Control.RequestLog;
using Tollgate.Recording;

namespace Tollgate.Tests.Control.RequestLog;

/// <summary>A request log that is a list: what the API asks of a store, without a store.</summary>
internal sealed class ListedRequests(params IEnumerable<RequestEntry> entries) : IRequestLog
{
    private readonly List<RequestEntry> _entries = [.. entries.OrderByDescending(entry => entry.Id)];

    /// <summary>What was asked, in order.</summary>
    public List<object> Asked { get; } = [];

    /// <summary>Thrown instead of an answer, once so many pages were read.</summary>
    public (int AfterPages, Exception Failure)? Fails { get; set; }

    public Dictionary<RecordId, CapturedContent> Contents { get; } = [];

    public Task<RequestPage> ListAsync(RequestQuery query, CancellationToken stop)
    {
        Asked.Add(query);
        if (Fails is { } fails && Asked.Count > fails.AfterPages)
        {
            throw fails.Failure;
        }

        var matching = _entries.Where(entry => Matches(entry, query.Filter) && (query.Before is not { } before || entry.Id < before)).ToList();
        var page = matching.Take(query.Limit).ToList();
        return Task.FromResult(new RequestPage(page, matching.Count > page.Count ? page[^1].Id : null, Partial: false));
    }

    public Task<RequestEntry?> FindAsync(RecordId id, CancellationToken stop) => Task.FromResult(_entries.Find(entry => entry.Id == id));

    public Task<IReadOnlyList<RequestEntry>> FindByRequestIdAsync(string requestId, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<RequestEntry>>([.. _entries.Where(entry => entry.RequestId == requestId).Take(10)]);

    public Task<CapturedContent?> FindContentAsync(RecordId id, CancellationToken stop) => Task.FromResult(Contents.GetValueOrDefault(id));

    public Task<FacetResult> FacetsAsync(RequestFilter filter, CancellationToken stop)
    {
        Asked.Add(filter);
        IReadOnlyList<FacetValue> models =
            [.. _entries.Where(entry => Matches(entry, filter)).GroupBy(entry => entry.Model).Select(group => new FacetValue(group.Key, group.Count())).OrderByDescending(each => each.Count)];
        return Task.FromResult(new FacetResult(new Dictionary<StatsDimension, IReadOnlyList<FacetValue>> { [StatsDimension.Model] = models }, Partial: false));
    }

    public Task<StatsResult> StatsAsync(StatsQuery query, CancellationToken stop)
    {
        Asked.Add(query);
        var rows = _entries.Where(entry => Matches(entry, query.Filter))
            .GroupBy(entry => string.Join('\0', query.GroupBy.Select(dimension => ValueOf(entry, dimension))))
            .Select(group => new StatsRow(query.Filter.From, group.Key.Length == 0 ? [] : group.Key.Split('\0'), Sum(group)))
            .ToList();
        return Task.FromResult(new StatsResult(query.Filter.From, query.Filter.To, rows, Sum(_entries.Where(entry => Matches(entry, query.Filter))), Partial: false));
    }

    private static bool Matches(RequestEntry entry, RequestFilter filter) =>
        entry.Id.UnixMilliseconds >= filter.From.ToUnixTimeMilliseconds() && entry.Id.UnixMilliseconds < filter.To.ToUnixTimeMilliseconds()
        && (filter.Key is null || filter.Key == entry.Key)
        && (filter.Model is null || filter.Model == entry.Model)
        && (filter.Status is null || filter.Status == entry.Status)
        && (filter.IdPrefix is null || entry.Id.ToString().StartsWith(filter.IdPrefix, StringComparison.Ordinal) || entry.RequestId.StartsWith(filter.IdPrefix, StringComparison.Ordinal));

    private static string ValueOf(RequestEntry entry, StatsDimension dimension) => dimension switch
    {
        StatsDimension.Provider => entry.Provider,
        StatsDimension.Model => entry.Model,
        _ => entry.Key,
    };

    private static StatsTotals Sum(IEnumerable<RequestEntry> entries)
    {
        var all = entries.ToList();
        return new StatsTotals
        {
            Requests = all.Count,
            InputTokens = all.Sum(entry => entry.Usage.Input),
            OutputTokens = all.Sum(entry => entry.Usage.Output),
            CostNanoUsd = all.Sum(entry => entry.Cost.NanoUsd),
            DurationMicroseconds = all.Sum(entry => entry.TotalMicroseconds),
        };
    }
}
