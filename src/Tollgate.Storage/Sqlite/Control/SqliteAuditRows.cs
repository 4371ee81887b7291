using Microsoft.Data.Sqlite;
using Tollgate.Control.Audit;
using Tollgate.Control.Store;

namespace Tollgate.Storage.Sqlite.Control;

/// <summary>The audit trail. Triggers of the schema refuse changes, and removals but for what lies before the mark of whoever prunes.</summary>
internal sealed class SqliteAuditRows(SqliteControlFile file) : IAuditRows
{
    public Task AppendAsync(AuditEntry entry, CancellationToken stop) => file.WriteAsync(
        connection =>
        {
            Append(connection, entry);
            return true;
        },
        stop);

    public Task<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken stop)
    {
        const string Sql = """
            SELECT id, at, actor, action, target, org, address, tls, certificate, request_id, before, after FROM audit
            WHERE id < @before_id AND at >= @from AND at < @to
              AND (@actor IS NULL OR actor = @actor) AND (@action IS NULL OR action = @action)
              AND (@target IS NULL OR target = @target) AND (@org IS NULL OR org = @org)
            ORDER BY id DESC LIMIT @limit
            """;
        return Task.FromResult<IReadOnlyList<AuditEntry>>(file.Read(connection => connection.List(
            Map,
            Sql,
            ("@before_id", query.BeforeId > 0 ? query.BeforeId : long.MaxValue),
            ("@from", query.From?.ToUnixTimeMilliseconds() ?? 0),
            ("@to", query.To?.ToUnixTimeMilliseconds() ?? long.MaxValue),
            ("@actor", query.Actor),
            ("@action", query.Action),
            ("@target", query.Target),
            ("@org", query.Org),
            ("@limit", Math.Clamp(query.Limit, 1, AuditQuery.MaxLimit)))));
    }

    public Task<int> PruneAsync(DateTimeOffset before, int limit, Func<int, AuditEntry> told, CancellationToken stop) => file.WriteAsync(
        connection =>
        {
            Mark(connection, before.ToUnixTimeMilliseconds());
            var removed = connection.Execute(
                "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < @before ORDER BY at LIMIT @limit)",
                ("@before", before.ToUnixTimeMilliseconds()),
                ("@limit", limit));
            Mark(connection, 0);
            if (removed > 0)
            {
                Append(connection, told(removed));
            }

            return removed;
        },
        stop);

    /// <summary>Adds an entry within the transaction of the change that it tells of.</summary>
    public static void Append(SqliteConnection connection, AuditEntry entry) => connection.Execute(
        """
        INSERT INTO audit (at, actor, action, target, org, address, tls, certificate, request_id, before, after)
        VALUES (@at, @actor, @action, @target, @org, @address, @tls, @certificate, @request_id, @before, @after)
        """,
        ("@at", entry.At.ToUnixTimeMilliseconds()),
        ("@actor", entry.Actor),
        ("@action", entry.Action),
        ("@target", entry.Target),
        ("@org", entry.Org),
        ("@address", entry.Address),
        ("@tls", entry.Tls),
        ("@certificate", entry.CertificateSha256),
        ("@request_id", entry.RequestId),
        ("@before", entry.Before),
        ("@after", entry.After));

    private static void Mark(SqliteConnection connection, long before) =>
        connection.Execute("UPDATE counters SET value = @before WHERE name = 'audit_pruned_before'", ("@before", before));

    private static AuditEntry Map(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        At = row.Time(1),
        Actor = row.GetString(2),
        Action = row.GetString(3),
        Target = row.GetString(4),
        Org = row.GetString(5),
        Address = row.GetString(6),
        Tls = row.GetString(7),
        CertificateSha256 = row.GetString(8),
        RequestId = row.GetString(9),
        Before = row.TextOrNull(10),
        After = row.TextOrNull(11),
    };
}
