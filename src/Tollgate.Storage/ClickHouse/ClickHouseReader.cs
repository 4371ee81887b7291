using System.Text.Json;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.ClickHouse;

/// <summary>Requests by page and by id.</summary>
internal sealed class ClickHouseReader(ClickHouseClient client, TimeProvider time)
{
    private const int MaxSameRequestId = 10;

    private readonly WindowedSearch _search = new(time);

    public Task<RequestPage> ListAsync(RequestQuery query, CancellationToken stop)
    {
        var windows = _search.Doubling(IdRange.Of(query.Filter, query.Before));
        var terms = FilterTerms.Of(query.Filter);
        return _search.RunAsync(query, token => WindowedSearch.Known(windows, token), Fetch, stop);

        Task<IReadOnlyList<RequestEntry>> Fetch(IdRange window, int limit, CancellationToken token) => EntriesAsync(
            Select().AndIds(window).And(terms).AndPrefix(query.Filter.IdPrefix).Add("ORDER BY id DESC LIMIT ?", limit), token);
    }

    public async Task<RequestEntry?> FindAsync(RecordId id, CancellationToken stop)
    {
        var found = await EntriesAsync(Select().Add("AND id = ?", id).Add("LIMIT 1"), stop);
        return found.Count > 0 ? found[0] : null;
    }

    public Task<IReadOnlyList<RequestEntry>> FindByRequestIdAsync(string requestId, CancellationToken stop) => EntriesAsync(
        Select().Add("AND request_id = ?", requestId).Add("AND request_id <> '' ORDER BY id DESC LIMIT ?", MaxSameRequestId), stop);

    public async Task<CapturedContent?> FindContentAsync(RecordId id, CancellationToken stop)
    {
        var query = new ClickHouseQuery().Add("SELECT request, response, response_chunks, truncated FROM request_contents FINAL WHERE id = ?", id);
        var found = await client.AskAsync(query, Read, stop);
        return found.Count > 0 ? found[0] : null;

        CapturedContent Read(JsonElement row)
        {
            var chunks = row[2].EnumerateArray().Select(chunk => chunk.GetString() ?? "").ToArray();
            return new CapturedContent(id, row[0].GetString() ?? "", row[1].GetString() ?? "", chunks, row[3].GetBoolean());
        }
    }

    private static ClickHouseQuery Select() => new ClickHouseQuery().Add($"SELECT {RequestColumns.List} FROM requests FINAL WHERE true");

    private async Task<IReadOnlyList<RequestEntry>> EntriesAsync(ClickHouseQuery query, CancellationToken stop) =>
        await client.AskAsync(query, row => RequestColumns.Read(new ClickHouseRow(row)), stop);
}
