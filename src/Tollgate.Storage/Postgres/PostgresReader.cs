using System.Runtime.CompilerServices;
using Npgsql;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.Postgres;

/// <summary>Requests by page and by id.</summary>
internal sealed class PostgresReader(NpgsqlDataSource connections, TimeProvider time)
{
    private const int MaxSameRequestId = 10;

    /// <summary>Hours whose totals are looked at in one go while searching.</summary>
    private const int MaxHoursAtOnce = 500;

    private readonly WindowedSearch _search = new(time);

    public Task<RequestPage> ListAsync(RequestQuery query, CancellationToken stop)
    {
        var whole = IdRange.Of(query.Filter, query.Before);
        var terms = FilterTerms.Of(query.Filter);
        return _search.RunAsync(query, token => HoursWithMatchesAsync(whole, terms, token), Fetch, stop);

        Task<IReadOnlyList<RequestEntry>> Fetch(IdRange window, int limit, CancellationToken token)
        {
            var sql = new PostgresQuery()
                .Add($"SELECT {RequestColumns.List} FROM requests WHERE id >= ?", window.From).Add("AND id < ?", window.To)
                .And(terms);
            WithPrefix(sql, query.Filter.IdPrefix);
            return EntriesAsync(sql.Add("ORDER BY id DESC LIMIT ?", limit), token);
        }
    }

    public async Task<RequestEntry?> FindAsync(RecordId id, CancellationToken stop)
    {
        var found = await EntriesAsync(new PostgresQuery().Add($"SELECT {RequestColumns.List} FROM requests WHERE id = ?", id), stop);
        return found.Count > 0 ? found[0] : null;
    }

    public Task<IReadOnlyList<RequestEntry>> FindByRequestIdAsync(string requestId, CancellationToken stop) => EntriesAsync(
        // Materialised: else the planner may walk the whole log backwards, which has the order asked for.
        new PostgresQuery()
            .Add($"WITH same AS MATERIALIZED (SELECT {RequestColumns.List} FROM requests WHERE request_id = ? AND request_id <> '' LIMIT 1000)", PostgresText.Clean(requestId))
            .Add("SELECT * FROM same ORDER BY id DESC LIMIT ?", MaxSameRequestId),
        stop);

    public async Task<CapturedContent?> FindContentAsync(RecordId id, CancellationToken stop)
    {
        var query = new PostgresQuery().Add("SELECT request, response, response_chunks, truncated FROM request_contents WHERE id = ?", id);
        var found = await query.RunAsync(
            connections, row => new CapturedContent(id, row.GetString(0), row.GetString(1), row.GetFieldValue<string[]>(2), row.GetBoolean(3)), stop);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Condition for the beginning of a record id or of a request id; both have an index.</summary>
    public static void WithPrefix(PostgresQuery query, string? prefix)
    {
        if (prefix is null) { return; }
        var text = PostgresText.Clean(prefix);
        query.Add("AND ((request_id >= ?", text).Add("AND starts_with(request_id, ?))", text);
        if (IdRange.OfPrefix(prefix) is { } ids) { query.Add("OR (id >= ?", ids.From).Add("AND id <= ?)", ids.To); }
        query.Add(")");
    }

    private async Task<IReadOnlyList<RequestEntry>> EntriesAsync(PostgresQuery query, CancellationToken stop) =>
        await query.RunAsync(connections, reader => RequestColumns.Read(new PostgresRow(reader)), stop);

    /// <summary>Runs of hours whose totals say that something matches, newest first: only those rows are looked at.</summary>
    private async IAsyncEnumerable<IdRange> HoursWithMatchesAsync(
        IdRange whole, IReadOnlyList<FilterTerm> terms, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var window in _search.Doubling(whole))
        {
            var to = window.To;
            while (to > window.From)
            {
                var hours = await HoursAsync(window with { To = to }, terms, stop);
                for (var i = 0; i < hours.Count; i++)
                {
                    var last = hours[i];
                    while (i + 1 < hours.Count && hours[i] - hours[i + 1] == TimeSpan.FromHours(1)) { i++; }
                    yield return new IdRange(Max(IdRange.FirstAt(hours[i]), window.From), Min(IdRange.FirstAt(last.AddHours(1)), to));
                }

                to = hours.Count == MaxHoursAtOnce ? Max(IdRange.FirstAt(hours[^1]), window.From) : window.From;
            }
        }
    }

    private Task<List<DateTimeOffset>> HoursAsync(IdRange range, IReadOnlyList<FilterTerm> terms, CancellationToken stop)
    {
        var query = new PostgresQuery()
            .Add("SELECT DISTINCT t.bucket FROM request_hours t JOIN request_groups g ON g.id = t.group_id WHERE t.requests > 0")
            .Add("AND t.bucket > ?", DateTimeOffset.FromUnixTimeMilliseconds(range.From.UnixMilliseconds).AddHours(-1))
            .Add("AND t.bucket <= ?", DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(range.To.UnixMilliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())))
            .AndPossibly(terms)
            .Add("ORDER BY t.bucket DESC LIMIT ?", MaxHoursAtOnce);
        return query.RunAsync(connections, row => row.GetFieldValue<DateTimeOffset>(0), stop);
    }

    private static RecordId Max(RecordId a, RecordId b) => a > b ? a : b;

    private static RecordId Min(RecordId a, RecordId b) => a < b ? a : b;
}
