using Microsoft.Data.Sqlite;
using Tollgate.Admission.Budgets;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Migrations;
using Tollgate.Storage.Sqlite.Control;

namespace Tollgate.Storage.Sqlite.Budgets;

/// <summary>The file that spending is kept in. One connection writes; <c>FULL</c>, because the journal forgets what is committed here.</summary>
internal sealed class BudgetFile : IDisposable
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string FileName = "budgets.db";

    private const int BusySeconds = 2;
    private const int DiskFull = 13;

    private readonly SqliteConnection _connection;
    private readonly string _readers;

    private BudgetFile(string path, SqliteConnection connection)
    {
        _connection = connection;
        _readers = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = BusySeconds, Pooling = false }.ToString();
    }

    /// <summary>Opens the file, and makes it where it is missing.</summary>
    /// <exception cref="SinkException">It cannot be used.</exception>
    public static BudgetFile Open(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        try
        {
            SqliteMigrator.Apply(path, Migration.Of("Sqlite.Budgets"), CancellationToken.None);
            var writer = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = BusySeconds, Pooling = false };
            return new BudgetFile(path, SqliteControlFile.Open(writer.ToString(), BusySeconds));
        }
        catch (Tollgate.Control.Store.ControlStoreException refused)
        {
            throw new SinkException("refused", refused.Message);
        }
    }

    /// <summary>Writes in one transaction; an exception leaves nothing behind. One caller at a time.</summary>
    /// <exception cref="SinkException">It was not stored.</exception>
    public T Write<T>(Func<SqliteConnection, T> write)
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            var result = write(_connection);
            transaction.Commit();
            return result;
        }
        catch (SqliteException fault)
        {
            throw Refused(fault);
        }
    }

    /// <summary>What this gateway is known by where several count together.</summary>
    public string Gateway() => (string)_connection.Scalar("SELECT id FROM gateway")!;

    /// <summary>What was spent in the periods from these moments on.</summary>
    public IReadOnlyList<BudgetRow> Rows(long daysFromUnixMs, long monthsFromUnixMs) => _connection.List(
        static row => new BudgetRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4)),
        "SELECT meter, subject, name, from_ms, nano_usd FROM spend WHERE from_ms >= @months AND (from_ms >= @days OR meter LIKE '%/month/%') LIMIT @most",
        ("@months", monthsFromUnixMs),
        ("@days", daysFromUnixMs),
        ("@most", (long)BudgetTable.MaxSubjects * 2));

    /// <summary>Alerts, newest first, from a number down. Any thread.</summary>
    public IReadOnlyList<BudgetAlert> Alerts(int most)
    {
        try
        {
            using var connection = new SqliteConnection(_readers);
            connection.Open();
            return connection.List(Alert, Columns + " ORDER BY number DESC LIMIT @most", ("@most", most));
        }
        catch (SqliteException fault)
        {
            throw Refused(fault);
        }
    }

    /// <summary>Alerts that were written down and perhaps not told.</summary>
    public IReadOnlyList<BudgetAlert> Untold() => _connection.List(Alert, Columns + " WHERE told = 0 ORDER BY number");

    public void Dispose() => _connection.Dispose();

    private const string Columns = "SELECT budget, scope, subject, name, period, from_ms, percent, spent, amount, at_ms FROM alerts";

    private static SinkException Refused(SqliteException fault) =>
        new(fault.SqliteErrorCode == DiskFull ? "full" : "refused", "The file of budgets is not available: " + fault.Message);

    private static BudgetAlert Alert(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetInt32(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9));
}
