using Microsoft.Data.Sqlite;
using Tollgate.Control.Audit;
using Tollgate.Control.Registry;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;

namespace Tollgate.Storage.Sqlite.Control;

/// <summary>The registry. Each change takes the next number of <c>registry_revision</c>: what pollers look at.</summary>
internal sealed class SqliteRegistryRows(SqliteControlFile file) : IRegistryRows
{
    private const string Read = """
        SELECT r.id, r.revision, r.kind, r.name, r.document, r.token_hash, r.created_at, r.changed_at,
               s.name, s.version, s.master_key, s.wrapped_key, s.content, s.changed_at
        FROM registry r LEFT JOIN provider_secrets s ON s.name = 'registry/' || r.id ORDER BY r.id
        """;

    public Task<StoredEntry?> InsertAsync(StoredEntry entry, AuditEntry audit, CancellationToken stop) => file.WriteAsync(
        connection =>
        {
            if ((long)connection.Scalar("SELECT count(*) FROM registry")! >= RegistryLimits.MaxEntries)
            {
                throw new ControlStoreException(StoreFaultKind.Full, "There are as many providers and models as the control store takes.");
            }

            if (entry.Secrets is { } secrets && !SqliteSecretRows.Put(connection, secrets))
            {
                return null;
            }

            var inserted = entry with { Revision = NextRevision(connection) };
            connection.Execute(
                """
                INSERT INTO registry (id, revision, kind, name, document, token_hash, created_at, changed_at)
                VALUES (@id, @revision, @kind, @name, @document, @token_hash, @created_at, @changed_at)
                """,
                [.. Values(inserted), ("@kind", KindText(entry.Kind)), ("@created_at", entry.CreatedAt.ToUnixTimeMilliseconds())]);
            SqliteAuditRows.Append(connection, audit);
            return inserted;
        },
        stop);

    public Task<StoredEntry?> UpdateAsync(StoredEntry entry, SealedRow? secrets, AuditEntry audit, CancellationToken stop) => file.WriteAsync(
        connection =>
        {
            if (!IsAt(connection, entry) || secrets is not null && !SqliteSecretRows.Put(connection, secrets))
            {
                return null;
            }

            var updated = entry with { Revision = NextRevision(connection), Secrets = secrets ?? entry.Secrets };
            connection.Execute(
                """
                UPDATE registry SET revision = @revision, name = @name, document = @document, token_hash = @token_hash, changed_at = @changed_at
                WHERE id = @id
                """,
                Values(updated));
            SqliteAuditRows.Append(connection, audit);
            return updated;
        },
        stop);

    public Task<bool> DeleteAsync(StoredEntry entry, AuditEntry audit, CancellationToken stop) => file.WriteAsync(
        connection =>
        {
            if (!IsAt(connection, entry))
            {
                return false;
            }

            NextRevision(connection);
            connection.Execute("DELETE FROM registry WHERE id = @id", ("@id", entry.Id));
            connection.Execute("DELETE FROM registry_heartbeats WHERE id = @id", ("@id", entry.Id));
            connection.Execute("DELETE FROM provider_secrets WHERE name = @name", ("@name", entry.SecretName));
            SqliteAuditRows.Append(connection, audit);
            return true;
        },
        stop);

    public Task<RegistryRows> AllAsync(CancellationToken stop) => Task.FromResult(file.Read(static connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var revision = (long)connection.Scalar("SELECT value FROM counters WHERE name = 'registry_revision'")!;
        return new RegistryRows(revision, connection.List(Map, Read));
    }));

    public Task SaveBeatsAsync(IReadOnlyList<StoredBeat> beats, CancellationToken stop) => file.WriteAsync(
        connection =>
        {
            foreach (var beat in beats)
            {
                connection.Execute(
                    """
                    INSERT INTO registry_heartbeats (id, at, missed) SELECT @id, @at, @missed WHERE EXISTS (SELECT 1 FROM registry WHERE id = @id)
                    ON CONFLICT (id) DO UPDATE SET at = excluded.at, missed = excluded.missed WHERE excluded.at >= at
                    """,
                    ("@id", beat.Id),
                    ("@at", beat.At.ToUnixTimeMilliseconds()),
                    ("@missed", beat.Missed ? 1 : 0));
            }

            return true;
        },
        stop);

    public Task<IReadOnlyList<StoredBeat>> BeatsAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<StoredBeat>>(file.Read(static connection =>
        connection.List(static row => new StoredBeat(row.GetString(0), row.Time(1), row.GetInt64(2) == 1), "SELECT id, at, missed FROM registry_heartbeats")));

    private static bool IsAt(SqliteConnection connection, StoredEntry entry) =>
        connection.Scalar("SELECT revision FROM registry WHERE id = @id", ("@id", entry.Id)) as long? == entry.Revision;

    private static long NextRevision(SqliteConnection connection) =>
        (long)connection.Scalar("UPDATE counters SET value = value + 1 WHERE name = 'registry_revision' RETURNING value")!;

    private static (string Name, object? Value)[] Values(StoredEntry entry) =>
    [
        ("@id", entry.Id),
        ("@revision", entry.Revision),
        ("@name", entry.Name),
        ("@document", entry.Document),
        ("@token_hash", entry.TokenHash.IsEmpty ? null : entry.TokenHash.ToArray()),
        ("@changed_at", entry.ChangedAt.ToUnixTimeMilliseconds()),
    ];

    private static string KindText(RegistryKind kind) => kind == RegistryKind.Provider ? "provider" : "model";

    private static StoredEntry Map(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Revision = row.GetInt64(1),
        Kind = row.GetString(2) == "provider" ? RegistryKind.Provider : RegistryKind.Model,
        Name = row.GetString(3),
        Document = row.GetString(4),
        TokenHash = row.IsDBNull(5) ? default : (ReadOnlyMemory<byte>)row.GetFieldValue<byte[]>(5),
        CreatedAt = row.Time(6),
        ChangedAt = row.Time(7),
        Secrets = row.IsDBNull(8)
            ? null
            : new SealedRow
            {
                Name = row.GetString(8),
                Version = row.GetInt64(9),
                MasterKey = row.GetString(10),
                WrappedKey = row.GetFieldValue<byte[]>(11),
                Content = row.GetFieldValue<byte[]>(12),
                ChangedAt = row.Time(13),
            },
    };
}
