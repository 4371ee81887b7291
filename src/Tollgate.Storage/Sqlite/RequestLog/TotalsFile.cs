namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Totals of days whose rows are gone, by whole days. Thread-safe.</summary>
internal sealed class TotalsFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedSet<int> _days = [];
    private readonly RawDatabase _database;
    private readonly RawStatement _insert;
    private readonly RawStatement _select;

    public TotalsFile(string path)
    {
        _database = RawDatabase.Open(path, readOnly: false);
        try
        {
            _database.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            LogMigrations.Apply(_database, LogMigrations.Totals);
            _insert = _database.Prepare("INSERT OR REPLACE INTO days (day, block) VALUES (?1, ?2)");
            _select = _database.Prepare("SELECT block FROM days WHERE day = ?1");
            using var all = _database.PrepareOnce("SELECT day FROM days");
            while (all.Step()) { _days.Add(all.Int(0)); }
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public bool Has(int day)
    {
        lock (_gate)
        {
            return _days.Contains(day);
        }
    }

    /// <summary>Days from one to another, newest first.</summary>
    public int[] Between(int first, int last)
    {
        lock (_gate)
        {
            return [.. _days.Where(day => day >= first && day <= last).Reverse()];
        }
    }

    public void Add(int day, byte[] block)
    {
        lock (_gate)
        {
            _insert.Bind(1, day);
            _insert.Bind(2, block);
            _insert.Execute();
            _days.Add(day);
        }
    }

    public GroupBlock? Find(int day)
    {
        lock (_gate)
        {
            _select.Bind(1, day);
            var block = _select.Step() ? _select.Bytes(0).ToArray() : null;
            _select.Reset();
            return block is null ? null : GroupBlock.Unpack(block);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _database.Dispose();
        }
    }
}
