using System.Diagnostics.CodeAnalysis;
using SQLitePCL;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>
/// One connection, one thread at a time, without the layers of ADO.NET: rows are written and scanned by the million here.
/// </summary>
internal sealed class RawDatabase : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly List<RawStatement> _statements = [];
    private InterruptWatch? _watch;

    static RawDatabase() => Batteries_V2.Init();

    private RawDatabase(sqlite3 handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    public string Path { get; }

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Opens a file, for one writer that makes it if it is missing, or for a reader that does not.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The connection owns it.")]
    public static RawDatabase Open(string path, bool readOnly)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        var database = new RawDatabase(handle, path);
        if (code != raw.SQLITE_OK)
        {
            database.Dispose();
            throw new LogFileException(path, code, "cannot be opened");
        }

        _ = raw.sqlite3_busy_timeout(handle, 5000);
        return database;
    }

    /// <summary>Asks every so often whether a running statement may go on; null stops asking. A stopped one throws.</summary>
    public void GoOnWhile(Func<bool>? mayGoOn)
    {
        _watch?.Dispose();
        _watch = mayGoOn is null ? null : new InterruptWatch(_handle, mayGoOn);
    }

    /// <summary>Runs constant SQL that gives no rows.</summary>
    public void Run(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Prepares SQL; the statement lives as long as the connection.</summary>
    public RawStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        var statement = new RawStatement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Prepares SQL that is used once; the caller disposes.</summary>
    public RawStatement PrepareOnce(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        return new RawStatement(this, handle);
    }

    /// <summary>The first number of the first row; null without a row.</summary>
    public long? Number(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Step() ? statement.Long(0) : null;
    }

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new LogFileException(Path, code, raw.sqlite3_errmsg(_handle).utf8_to_string());
        }
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _watch = null;
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _handle.manual_close_v2();
    }
}
