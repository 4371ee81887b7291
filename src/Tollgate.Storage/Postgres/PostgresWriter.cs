using Dapper;
using Npgsql;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.Postgres;

/// <summary>Writes batches: one at a time, each in one transaction, all of it or nothing.</summary>
/// <param name="connections">Connections that keep their staging tables between uses.</param>
/// <param name="guard">Bounds the groups of the totals.</param>
internal sealed class PostgresWriter(NpgsqlDataSource connections, GroupGuard guard)
{
    /// <summary>Days known to have a partition; forgotten when a write fails, for another replica may have dropped one.</summary>
    private const int MaxKnownDays = 1000;

    private readonly Dictionary<DateOnly, bool> _days = [];

    /// <summary>Records that came for days which are gone already.</summary>
    public long TooLate { get; private set; }

    public async Task WriteAsync(RecordBatch batch, CancellationToken stop)
    {
        var entries = StoredBatch.Entries(batch);
        var contents = StoredBatch.Contents(batch);
        try
        {
            await using var connection = await connections.OpenConnectionAsync(stop);
            entries = await InLiveDaysAsync(connection, entries, entry => entry.Id, stop);
            contents = await InLiveDaysAsync(connection, contents, content => content.Id, stop);
            if (entries.Count == 0 && contents.Count == 0) { return; }
            await using var transaction = await connection.BeginTransactionAsync(stop);
            await ExecuteAsync(connection, PostgresStatements.Staging, null, stop);
            if (entries.Count > 0) { await MergeEntriesAsync(connection, entries, stop); }
            if (contents.Count > 0) { await MergeContentsAsync(connection, contents, stop); }
            await transaction.CommitAsync(stop);
        }
        catch
        {
            _days.Clear();
            throw;
        }
    }

    private static Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, object? values, CancellationToken stop) =>
        connection.ExecuteAsync(new CommandDefinition(sql, values, cancellationToken: stop));

    private static async Task MergeContentsAsync(NpgsqlConnection connection, IReadOnlyCollection<CapturedContent> contents, CancellationToken stop)
    {
        await using (var copy = await CopyStream.BeginAsync(connection, PostgresStatements.CopyContents, stop))
        {
            foreach (var content in contents)
            {
                var row = copy.Row(columns: 5);
                row.Id(content.Id);
                row.Text(content.Request);
                row.Text(content.Response);
                row.Texts(content.Chunks);
                row.Flag(content.Truncated);
                await copy.FlushIfLargeAsync(stop);
            }

            await copy.EndAsync(stop);
        }

        await ExecuteAsync(connection, PostgresStatements.MergeContents, null, stop);
    }

    private static async Task CopyGroupsAsync(NpgsqlConnection connection, Dictionary<Guid, RequestGroup> groups, CancellationToken stop)
    {
        await using var copy = await CopyStream.BeginAsync(connection, PostgresStatements.CopyGroups, stop);
        foreach (var (id, group) in groups)
        {
            var row = copy.Row(columns: 11);
            row.Id(PostgresIds.FromGuid(id));
            foreach (var text in (string[])[group.Key, group.Org, group.Team, group.User, group.App, group.Provider, group.Model, group.Surface])
            {
                row.Text(text);
            }

            row.Whole(group.Status);
            row.Text(group.ErrorClass);
            await copy.FlushIfLargeAsync(stop);
        }

        await copy.EndAsync(stop);
    }

    private async Task MergeEntriesAsync(NpgsqlConnection connection, IReadOnlyCollection<RequestEntry> entries, CancellationToken stop)
    {
        var groups = new Dictionary<Guid, RequestGroup>();
        await using (var copy = await CopyStream.BeginAsync(connection, PostgresStatements.CopyRequests, stop))
        {
            foreach (var entry in entries)
            {
                var (group, id) = guard.Place(entry);
                groups[id] = group;
                var row = copy.Row(RequestColumns.Names.Length + 1);
                RequestColumns.Write(entry, row);
                row.Id(PostgresIds.FromGuid(id));
                await copy.FlushIfLargeAsync(stop);
            }

            await copy.EndAsync(stop);
        }

        await CopyGroupsAsync(connection, groups, stop);
        await ExecuteAsync(connection, PostgresStatements.InsertNew, null, stop);
        var amended = new { ids = entries.Where(entry => entry.Revision > 0).Select(entry => PostgresIds.ToGuid(entry.Id)).ToArray() };
        if (amended.ids.Length > 0)
        {
            await ExecuteAsync(connection, PostgresStatements.TakeOld, amended, stop);
            await ExecuteAsync(connection, PostgresStatements.Replace, amended, stop);
        }

        await ExecuteAsync(connection, PostgresStatements.MergeGroups, null, stop);
        await ExecuteAsync(connection, PostgresStatements.AddHours, null, stop);
        await ExecuteAsync(connection, PostgresStatements.AddDays, null, stop);
    }

    /// <summary>Makes sure that each day has its partition, and leaves out what belongs to days that are gone.</summary>
    private async Task<IReadOnlyCollection<T>> InLiveDaysAsync<T>(
        NpgsqlConnection connection, IReadOnlyCollection<T> rows, Func<T, RecordId> idOf, CancellationToken stop)
    {
        var live = new List<T>(rows.Count);
        foreach (var row in rows)
        {
            var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(idOf(row).UnixMilliseconds).UtcDateTime);
            if (!_days.TryGetValue(day, out var isLive))
            {
                isLive = await connection.QuerySingleAsync<bool>(new CommandDefinition(
                    "SELECT tollgate_add_day(@day::date)", new { day = day.ToDateTime(TimeOnly.MinValue) }, cancellationToken: stop));
                if (_days.Count >= MaxKnownDays) { _days.Clear(); }
                _days[day] = isLive;
            }

            if (isLive) { live.Add(row); }
            else { TooLate++; }
        }

        return live;
    }
}
