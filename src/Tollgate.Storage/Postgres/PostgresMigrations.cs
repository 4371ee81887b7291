using System.Globalization;
using Dapper;
using Npgsql;

namespace Tollgate.Storage.Postgres;

/// <summary>Brings a database to the newest schema: numbered scripts of this assembly, each once, one process at a time.</summary>
internal static class PostgresMigrations
{
    private const string Folder = "Tollgate.Storage.Postgres.Migrations.";

    /// <summary>Any number, the same in every version: whoever holds it migrates.</summary>
    private const long LockKey = 7_166_000;

    /// <summary>Applies what is missing, all of it or nothing.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await Run("SELECT pg_advisory_xact_lock(@LockKey)", new { LockKey });
        await Run("CREATE TABLE IF NOT EXISTS tollgate_migrations (number integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
        var applied = await connection.QuerySingleAsync<int>(
            new CommandDefinition("SELECT coalesce(max(number), 0) FROM tollgate_migrations", transaction: transaction, cancellationToken: stop));
        foreach (var (number, script) in Scripts())
        {
            if (number > applied)
            {
                await Run(script);
                await Run("INSERT INTO tollgate_migrations (number) VALUES (@number)", new { number });
            }
        }

        await transaction.CommitAsync(stop);

        Task Run(string sql, object? values = null) =>
            connection.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: stop));
    }

    private static IEnumerable<(int Number, string Script)> Scripts()
    {
        var assembly = typeof(PostgresMigrations).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (int.Parse(name.AsSpan(Folder.Length, 4), NumberStyles.None, CultureInfo.InvariantCulture), reader.ReadToEnd());
        }
    }
}
