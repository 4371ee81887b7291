using Microsoft.Data.Sqlite;
using Tollgate.Control.Audit;
using Tollgate.Control.Secrets;
using Tollgate.Control.Store;

namespace Tollgate.Storage.Sqlite.Control;

/// <summary>Sealed secrets.</summary>
internal sealed class SqliteSecretRows(SqliteControlFile file) : ISecretRows
{
    private const string Columns = "name, version, master_key, wrapped_key, content, changed_at";

    public Task<bool> PutAsync(SealedRow row, AuditEntry? audit, CancellationToken stop) => file.WriteAsync(
        connection =>
        {
            if (!Put(connection, row))
            {
                return false;
            }

            Append(connection, audit);
            return true;
        },
        stop);

    public Task<SealedRow?> FindAsync(string name, CancellationToken stop) => Task.FromResult(file.Read(connection =>
        connection.List(Map, $"SELECT {Columns} FROM provider_secrets WHERE name = @name", ("@name", name)).FirstOrDefault()));

    public Task<bool> DeleteAsync(string name, AuditEntry? audit, CancellationToken stop) => file.WriteAsync(
        connection =>
        {
            var deleted = connection.Execute("DELETE FROM provider_secrets WHERE name = @name", ("@name", name)) == 1;
            if (deleted)
            {
                Append(connection, audit);
            }

            return deleted;
        },
        stop);

    public Task<IReadOnlyList<string>> ListAsync(string after, int limit, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<string>>(file.Read(connection => connection.List(
            static row => row.GetString(0),
            "SELECT name FROM provider_secrets WHERE name > @after ORDER BY name LIMIT @limit",
            ("@after", after),
            ("@limit", limit))));

    public Task<IReadOnlyList<SealedRow>> NotUnderAsync(string masterKey, int limit, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<SealedRow>>(file.Read(connection => connection.List(
            Map,
            $"SELECT {Columns} FROM provider_secrets WHERE master_key <> @master_key ORDER BY name LIMIT @limit",
            ("@master_key", masterKey),
            ("@limit", limit))));

    public Task<bool> RewrapAsync(SealedRow before, SealedRow after, CancellationToken stop) => file.WriteAsync(
        connection => connection.Execute(
            """
            UPDATE provider_secrets SET master_key = @master_key, wrapped_key = @wrapped_key
            WHERE name = @name AND version = @version AND master_key = @before
            """,
            ("@name", before.Name),
            ("@version", before.Version),
            ("@before", before.MasterKey),
            ("@master_key", after.MasterKey),
            ("@wrapped_key", after.WrappedKey.ToArray())) == 1,
        stop);

    /// <summary>Puts a secret within the transaction of the change that it belongs to; false as <see cref="PutAsync"/>.</summary>
    public static bool Put(SqliteConnection connection, SealedRow row)
    {
        var sealing = connection.Scalar("SELECT value FROM meta WHERE name = 'sealing_key'") as string;
        var before = connection.Scalar("SELECT version FROM provider_secrets WHERE name = @name", ("@name", row.Name)) as long? ?? 0;
        if (sealing is not null && sealing != row.MasterKey || before != row.Version - 1)
        {
            return false;
        }

        connection.Execute(
            $"INSERT INTO provider_secrets ({Columns}) VALUES (@name, @version, @master_key, @wrapped_key, @content, @changed_at)"
            + " ON CONFLICT (name) DO UPDATE SET version = excluded.version, master_key = excluded.master_key,"
            + " wrapped_key = excluded.wrapped_key, content = excluded.content, changed_at = excluded.changed_at",
            ("@name", row.Name),
            ("@version", row.Version),
            ("@master_key", row.MasterKey),
            ("@wrapped_key", row.WrappedKey.ToArray()),
            ("@content", row.Content.ToArray()),
            ("@changed_at", row.ChangedAt.ToUnixTimeMilliseconds()));
        return true;
    }

    private static void Append(SqliteConnection connection, AuditEntry? audit)
    {
        if (audit is not null)
        {
            SqliteAuditRows.Append(connection, audit);
        }
    }

    private static SealedRow Map(SqliteDataReader row) => new()
    {
        Name = row.GetString(0),
        Version = row.GetInt64(1),
        MasterKey = row.GetString(2),
        WrappedKey = row.GetFieldValue<byte[]>(3),
        Content = row.GetFieldValue<byte[]>(4),
        ChangedAt = row.Time(5),
    };
}
