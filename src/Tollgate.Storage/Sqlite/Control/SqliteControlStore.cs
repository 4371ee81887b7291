using Tollgate.Control.Store;
using Tollgate.Storage.Migrations;

namespace Tollgate.Storage.Sqlite.Control;

/// <summary>The control store in one SQLite file: write-ahead log, one writer, readers beside it.</summary>
internal sealed class SqliteControlStore : IControlStore
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "control.db";

    private readonly SqliteControlFile _file;

    public SqliteControlStore(string path)
    {
        _file = new SqliteControlFile(path);
        Keys = new SqliteKeyRows(_file);
        Secrets = new SqliteSecretRows(_file);
        Registry = new SqliteRegistryRows(_file);
        Audit = new SqliteAuditRows(_file);
    }

    public IKeyRows Keys { get; }

    public ISecretRows Secrets { get; }

    public IRegistryRows Registry { get; }

    public IAuditRows Audit { get; }

    public Task<int> MigrateAsync(CancellationToken stop) =>
        Task.Run(() => SqliteMigrator.Apply(_file.Path, Migration.Of("Sqlite.Control"), stop), stop);

    public Task<StoreState> LookAsync(CancellationToken stop) => Task.FromResult(Look() with { WriteProblem = _file.LookAgain() });

    private StoreState Look() => _file.Read(static connection =>
    {
        const string Sql = """
            SELECT (SELECT value FROM meta WHERE name = 'installation'),
                   (SELECT value FROM counters WHERE name = 'keys_revision'),
                   (SELECT value FROM meta WHERE name = 'sealing_key'),
                   (SELECT value FROM counters WHERE name = 'registry_revision')
            """;
        return connection.List(static row => new StoreState(row.GetString(0), row.GetInt64(1), row.TextOrNull(2)) { RegistryRevision = row.GetInt64(3) }, Sql)[0];
    });

    public Task<bool> SetSealingKeyAsync(string? before, string after, CancellationToken stop) => _file.WriteAsync(
        connection => connection.Execute(
            """
            INSERT INTO meta (name, value) SELECT 'sealing_key', @after
            WHERE (SELECT value FROM meta WHERE name = 'sealing_key') IS @before
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """,
            ("@before", before),
            ("@after", after)) == 1,
        stop);

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}
