using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tollgate.Control.Store;

namespace Tollgate.Storage.Sqlite.Control;

/// <summary>
/// The file behind the control store: connections to it, and the translation of its failures. A file that is exchanged under a running
/// process is noticed; one of another installation is refused.
/// </summary>
internal sealed class SqliteControlFile : IDisposable
{
    /// <summary>How long a lock of another process is waited for, twice at most: by the engine and by the driver. Then the change is refused.</summary>
    private const int BusySeconds = 2;

    private const int UniqueViolation = 2067;
    private const int PrimaryKeyViolation = 1555;
    private const int DiskFull = 13;

    /// <summary>How long a change waits for those before it in this process. With the wait for the lock it is the longest that a request can take here.</summary>
    private static readonly TimeSpan TurnWait = TimeSpan.FromSeconds(BusySeconds);

    private readonly string _connection;
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly Lock _gate = new();
    private string? _writeProblem;
    private DateTime _madeAt;
    private string? _installation;
    private bool _verified;

    public SqliteControlFile(string path)
    {
        Batteries_V2.Init();
        Path = path;
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = BusySeconds, Pooling = true,
        }.ToString();
    }

    public string Path { get; }

    /// <summary>Reads, beside whoever writes.</summary>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = Open();
            return read(connection);
        }
        catch (SqliteException fault)
        {
            throw Translate(fault);
        }
    }

    /// <summary>Why the last change was not taken, though the store can be read; null where changes are taken.</summary>
    public string? WriteProblem => Volatile.Read(ref _writeProblem);

    /// <summary>Writes in one transaction: this process's only one at a time. An exception leaves nothing behind.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> write, CancellationToken stop)
    {
        // Each of those before this one may wait for a lock as long as it can: in a queue behind them that would add up without end.
        if (!await _writer.WaitAsync(TurnWait, stop))
        {
            throw new ControlStoreException(StoreFaultKind.Unavailable, "The control store takes no changes now: others wait before this one.");
        }

        try
        {
            using var connection = Open();
            using var transaction = connection.BeginTransaction();
            var result = write(connection);
            transaction.Commit();
            Volatile.Write(ref _writeProblem, null);
            return result;
        }
        catch (SqliteException fault)
        {
            var translated = Translate(fault);
            if (translated.Kind == StoreFaultKind.Unavailable)
            {
                Volatile.Write(ref _writeProblem, translated.Message);
            }

            throw translated;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>After a change failed: whether another would be taken now. Waits for nobody, and writes nothing.</summary>
    public string? LookAgain()
    {
        if (WriteProblem is null || !_writer.Wait(0))
        {
            return WriteProblem; // whoever writes finds out
        }

        try
        {
            using var connection = Open();
            _ = raw.sqlite3_busy_timeout(connection.Handle, 0); // the next to open it sets its own
            if (raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE") == raw.SQLITE_OK)
            {
                _ = raw.sqlite3_exec(connection.Handle, "ROLLBACK");
                Volatile.Write(ref _writeProblem, null);
            }

            return WriteProblem;
        }
        catch (SqliteException fault)
        {
            throw Translate(fault);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>A connection with this store's settings. <c>FULL</c>: what was committed survives a loss of power.</summary>
    public static SqliteConnection Open(string connectionString, int busySeconds)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = busySeconds > BusySeconds
            ? "PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
            : "PRAGMA busy_timeout = 2000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;";
        command.ExecuteNonQuery();
        return connection;
    }

    public static ControlStoreException Translate(SqliteException fault) => fault switch
    {
        { SqliteExtendedErrorCode: UniqueViolation or PrimaryKeyViolation } => new(StoreFaultKind.Conflict, "It exists already.", fault),
        { SqliteErrorCode: DiskFull } => new(StoreFaultKind.Unavailable, "The disk of the control store is full.", fault),
        _ => new(StoreFaultKind.Unavailable, "The control store is not available: " + fault.Message, fault),
    };

    public void Dispose()
    {
        using (var connection = new SqliteConnection(_connection))
        {
            SqliteConnection.ClearPool(connection);
        }

        _writer.Dispose();
    }

    private SqliteConnection Open()
    {
        NoticeExchange();
        var connection = Open(_connection, BusySeconds);
        try
        {
            Verify(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Connections of the pool go on with a file that was deleted or renamed away, and would never see the new one.</summary>
    private void NoticeExchange()
    {
        var madeAt = File.GetCreationTimeUtc(Path);
        lock (_gate)
        {
            if (madeAt == _madeAt)
            {
                return;
            }

            _madeAt = madeAt;
            _verified = false;
        }

        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    private void Verify(SqliteConnection connection)
    {
        lock (_gate)
        {
            if (_verified)
            {
                return;
            }
        }

        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM meta WHERE name = 'installation'";
        var installation = command.ExecuteScalar() as string;
        lock (_gate)
        {
            if (installation is null || _installation is not null && installation != _installation)
            {
                throw new ControlStoreException(StoreFaultKind.Refused, "The control store was exchanged for one of another installation.");
            }

            _installation = installation;
            _verified = true;
        }
    }
}
