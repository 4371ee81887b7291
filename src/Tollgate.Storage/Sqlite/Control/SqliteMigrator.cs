using System.Globalization;
using Microsoft.Data.Sqlite;
using Tollgate.Control.Store;
using Tollgate.Storage.Migrations;

namespace Tollgate.Storage.Sqlite.Control;

/// <summary>
/// Brings a file to a schema. Each step is a transaction together with the number that says it was taken, so that a process that is killed
/// leaves a whole step or none. The engine's write lock lets one process at a time do it; the others wait and find it done.
/// </summary>
internal static class SqliteMigrator
{
    /// <summary>A step over many rows may take its time in another process.</summary>
    private const int BusySeconds = 30;

    /// <summary>"TGCS": marks the file as Tollgate's control store.</summary>
    private const long ApplicationId = 0x54474353;

    /// <summary>Applies what is missing, and returns how many steps that were.</summary>
    /// <exception cref="ControlStoreException">Refused: a newer schema, or another program's file.</exception>
    public static int Apply(string path, IReadOnlyList<Migration> migrations, CancellationToken stop)
    {
        try
        {
            Create(path);
            using var connection = SqliteControlFile.Open(
                new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = BusySeconds, Pooling = false }.ToString(), BusySeconds);
            if (VersionOf(connection, path, migrations.Count) == migrations.Count)
            {
                return 0;
            }

            Execute(connection, "PRAGMA journal_mode = WAL");
            var applied = 0;
            while (Step(connection, path, migrations))
            {
                applied++;
                stop.ThrowIfCancellationRequested();
            }

            return applied;
        }
        catch (SqliteException fault)
        {
            throw SqliteControlFile.Translate(fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ControlStoreException(StoreFaultKind.Unavailable, "The control store is not available: " + fault.Message, fault);
        }
    }

    /// <summary>Takes the next step. False when there is none.</summary>
    private static bool Step(SqliteConnection connection, string path, IReadOnlyList<Migration> migrations)
    {
        using var transaction = connection.BeginTransaction();
        var version = VersionOf(connection, path, migrations.Count);
        if (version == migrations.Count)
        {
            return false;
        }

        Execute(connection, migrations[version].Sql);
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {migrations[version].Number}"));
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        transaction.Commit();
        return true;
    }

    private static int VersionOf(SqliteConnection connection, string path, int known)
    {
        var version = Number(connection, "PRAGMA user_version");
        if (version > known)
        {
            throw new ControlStoreException(
                StoreFaultKind.Refused,
                string.Create(CultureInfo.InvariantCulture, $"{path} has schema {version}, which is newer than {known}, the newest that this version of Tollgate knows. Start a newer version, or restore a backup."));
        }

        var isOurs = Number(connection, "PRAGMA application_id") == ApplicationId;
        return isOurs || version == 0 && Number(connection, "SELECT count(*) FROM sqlite_master") == 0
            ? (int)version
            : throw new ControlStoreException(StoreFaultKind.Refused, $"{path} is not a control store of Tollgate.");
    }

    /// <summary>Hashes and sealed secrets are this user's business alone. The engine gives its side files the same mode.</summary>
    private static void Create(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
