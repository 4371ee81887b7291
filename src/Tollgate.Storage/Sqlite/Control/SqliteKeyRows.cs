using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tollgate.Control.Audit;
using Tollgate.Control.Keys;
using Tollgate.Control.Store;

namespace Tollgate.Storage.Sqlite.Control;

/// <summary>Stored keys. Each change takes the next number of <c>keys_revision</c>: what pollers look at, and read on from.</summary>
internal sealed class SqliteKeyRows(SqliteControlFile file) : IKeyRows
{
    /// <summary>How long a revoked key stays on record.</summary>
    private static readonly TimeSpan RevokedRetention = TimeSpan.FromDays(400);

    public Task<StoredKey> InsertAsync(StoredKey key, AuditEntry audit, CancellationToken stop) => file.WriteAsync(
        connection =>
        {
            if ((long)connection.Scalar("SELECT count(*) FROM keys WHERE revoked_at IS NULL")! >= KeyLimits.MaxKeys)
            {
                throw new ControlStoreException(StoreFaultKind.Full, "There are as many keys as the control store takes; revoke some.");
            }

            Forget(connection, audit.At - RevokedRetention);
            var inserted = key with { Revision = NextRevision(connection) };
            connection.Execute(
                $"""
                INSERT INTO keys ({KeyRowReader.Columns})
                VALUES (@id, @revision, @name, @org, @team, @user, @hash, @previous_hash, @previous_until, @hint, @models, @labels, @expires_at,
                        @enabled, @requests_per_minute, @passthrough, @capture_content, @created_at, @rotated_at, @changed_at, @revoked_at)
                """,
                Values(inserted));
            SqliteAuditRows.Append(connection, audit);
            return inserted;
        },
        stop);

    public Task<StoredKey?> UpdateAsync(StoredKey key, AuditEntry audit, CancellationToken stop) => file.WriteAsync(
        connection =>
        {
            var updated = key with { Revision = NextRevision(connection) };
            var count = connection.Execute(
                """
                UPDATE keys SET revision = @revision, name = @name, org = @org, team = @team, user = @user, hash = @hash,
                    previous_hash = @previous_hash, previous_until = @previous_until, hint = @hint, models = @models, labels = @labels,
                    expires_at = @expires_at, enabled = @enabled, requests_per_minute = @requests_per_minute, passthrough = @passthrough,
                    capture_content = @capture_content, rotated_at = @rotated_at, changed_at = @changed_at, revoked_at = @revoked_at
                WHERE id = @id AND revision = @read_at
                """,
                [.. Values(updated), ("@read_at", key.Revision)]);
            if (count == 0)
            {
                return null;
            }

            SqliteAuditRows.Append(connection, audit);
            return updated;
        },
        stop);

    public Task<StoredKey?> FindAsync(string id, CancellationToken stop) => Task.FromResult(file.Read(connection =>
        connection.List(new KeyRowReader().Read, $"SELECT {KeyRowReader.Columns} FROM keys WHERE id = @id", ("@id", id)).FirstOrDefault()));

    public Task<IReadOnlyList<StoredKey>> ListAsync(KeyQuery query, CancellationToken stop)
    {
        const string Sql = $"""
            SELECT {KeyRowReader.Columns} FROM keys
            WHERE id > @after AND (@org IS NULL OR org = @org) AND (@name IS NULL OR name = @name)
              AND (@team IS NULL OR team = @team) AND (@user IS NULL OR user = @user)
              AND CASE @status
                    WHEN 'revoked' THEN revoked_at IS NOT NULL
                    WHEN 'disabled' THEN revoked_at IS NULL AND enabled = 0
                    WHEN 'expired' THEN revoked_at IS NULL AND enabled = 1 AND expires_at <= @now
                    WHEN 'active' THEN revoked_at IS NULL AND enabled = 1 AND (expires_at IS NULL OR expires_at > @now)
                    ELSE revoked_at IS NULL
                  END
            ORDER BY id LIMIT @limit
            """;
        return Task.FromResult<IReadOnlyList<StoredKey>>(file.Read(connection => connection.List(
            new KeyRowReader().Read,
            Sql,
            ("@after", query.AfterId),
            ("@org", query.Org),
            ("@name", query.Name),
            ("@team", query.Team),
            ("@user", query.User),
            ("@status", query.Status?.ToString().ToLowerInvariant()),
            ("@now", query.Now.ToUnixTimeMilliseconds()),
            ("@limit", Math.Clamp(query.Limit, 1, KeyQuery.MaxLimit)))));
    }

    public Task<KeyChanges> ChangesAsync(long sinceRevision, CancellationToken stop) => Task.FromResult(file.Read(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true); // one state for both reads, beside whoever writes
        var revision = (long)connection.Scalar("SELECT value FROM counters WHERE name = 'keys_revision'")!;
        var keys = sinceRevision <= 0
            ? connection.List(new KeyRowReader().Read, $"SELECT {KeyRowReader.Columns} FROM keys WHERE revoked_at IS NULL")
            : connection.List(new KeyRowReader().Read, $"SELECT {KeyRowReader.Columns} FROM keys WHERE revision > @since", ("@since", sinceRevision));
        return new KeyChanges(revision, keys);
    }));

    private static long NextRevision(SqliteConnection connection) =>
        (long)connection.Scalar("UPDATE counters SET value = value + 1 WHERE name = 'keys_revision' RETURNING value")!;

    /// <summary>A few at a time: nobody waits for it, and in the long run as many go as come.</summary>
    private static void Forget(SqliteConnection connection, DateTimeOffset before) => connection.Execute(
        "DELETE FROM keys WHERE id IN (SELECT id FROM keys WHERE revoked_at < @before LIMIT 10)",
        ("@before", before.ToUnixTimeMilliseconds()));

    private static (string Name, object? Value)[] Values(StoredKey key)
    {
        var caller = key.Caller;
        return
        [
            ("@id", caller.Id),
            ("@revision", key.Revision),
            ("@name", caller.Name),
            ("@org", caller.Org),
            ("@team", caller.Team),
            ("@user", caller.User),
            ("@hash", caller.Hash.ToArray()),
            ("@previous_hash", caller.PreviousHash?.ToArray()),
            ("@previous_until", caller.PreviousUntil?.ToUnixTimeMilliseconds()),
            ("@hint", key.Hint),
            ("@models", JsonSerializer.Serialize(caller.Models, KeyColumnsJson.Default.IReadOnlyListString)),
            ("@labels", JsonSerializer.Serialize(caller.Labels, KeyColumnsJson.Default.IReadOnlyDictionaryStringString)),
            ("@expires_at", caller.ExpiresAt?.ToUnixTimeMilliseconds()),
            ("@enabled", caller.Enabled ? 1 : 0),
            ("@requests_per_minute", caller.RequestsPerMinute),
            ("@passthrough", caller.Passthrough ? 1 : 0),
            ("@capture_content", caller.CaptureContent ? 1 : 0),
            ("@created_at", key.CreatedAt.ToUnixTimeMilliseconds()),
            ("@rotated_at", key.RotatedAt?.ToUnixTimeMilliseconds()),
            ("@changed_at", key.ChangedAt.ToUnixTimeMilliseconds()),
            ("@revoked_at", key.RevokedAt?.ToUnixTimeMilliseconds()),
        ];
    }
}
