using Tollgate.Recording;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>
/// The one writer of a day's file. A batch is one transaction: rows, texts and rollup together. After a failure the object is of no use:
/// what it knows by heart may be ahead of the file. Dispose it and open another.
/// </summary>
internal sealed class DayWriter : IDisposable
{
    private readonly RawDatabase _database;
    private readonly DayTexts _texts;
    private readonly DayGroups _groups;
    private readonly RawStatement _insert;
    private readonly RawStatement _replace;
    private readonly RawStatement _old;
    private bool _mayBeSealed = true;

    /// <summary>Opens the file of a day, and makes it if it is missing.</summary>
    /// <remarks>
    /// <c>synchronous=FULL</c>: a batch is durable when <see cref="Write"/> returns, so the journal's cursor may pass it. One fsync for
    /// thousands of rows costs less than one percent of writing them.
    /// </remarks>
    public DayWriter(string path, SqliteLogOptions options)
    {
        _database = RawDatabase.Open(path, readOnly: false);
        try
        {
            _database.Run("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 33554432");
            LogMigrations.Apply(_database, LogMigrations.Day);
            _texts = new DayTexts(_database, options.MaxDayTexts);
            _groups = new DayGroups(_database, options.MaxHourGroups);
            _insert = _database.Prepare($"INSERT INTO requests ({RowColumns.Names}) VALUES ({RowColumns.Parameters}) ON CONFLICT (id) DO NOTHING");
            _replace = _database.Prepare($"INSERT OR REPLACE INTO requests ({RowColumns.Names}) VALUES ({RowColumns.Parameters})");
            _old = _database.Prepare(
                "SELECT revision, grp, price_state, input, cached, cache_write, output, reasoning, cost, duration, ttft, flags FROM requests WHERE id = ?1");
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>Writes the entries of this day; returns how many of them say <c>other</c> in the rollup.</summary>
    public int Write(IReadOnlyList<RequestEntry> entries)
    {
        _database.Run("BEGIN IMMEDIATE");
        var folded = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            folded += WriteOne(entries[i]) ? 1 : 0;
        }

        _texts.Flush();
        _groups.Flush();
        if (_mayBeSealed)
        {
            _database.Run("DELETE FROM summaries");
        }

        _database.Run("COMMIT");
        _mayBeSealed = false;
        return folded;
    }

    /// <summary>Keeps the day's rollup packed; the next write to the day removes it.</summary>
    public void Seal(IReadOnlyDictionary<int, byte[]> blocks)
    {
        using (var insert = _database.PrepareOnce("INSERT OR REPLACE INTO summaries (grain, block) VALUES (?1, ?2)"))
        {
            _database.Run("BEGIN IMMEDIATE");
            foreach (var (grain, block) in blocks)
            {
                insert.Bind(1, grain);
                insert.Bind(2, block);
                insert.Execute();
            }

            _database.Run("COMMIT");
        }

        _mayBeSealed = true;
        _database.Run("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public void Dispose() => _database.Dispose();

    private bool WriteOne(RequestEntry entry)
    {
        var hour = LogDay.HourOf(entry.Id);
        var dims = DimsOf(entry);
        var group = _groups.Find(hour, dims, out var folded);
        RowColumns.Bind(_insert, entry, group, folded, _texts);
        _insert.Execute();
        if (_database.Changes == 0)
        {
            if (!TakeOld(entry))
            {
                return false;
            }

            RowColumns.Bind(_replace, entry, group, folded, _texts);
            _replace.Execute();
        }

        var sums = Sums.Of(entry);
        _groups.Add(group, in dims, LogDay.MinuteOf(entry.Id), in sums);
        return folded;
    }

    /// <summary>Takes what the row that is there added out of the rollup; false when that row stays.</summary>
    private bool TakeOld(RequestEntry entry)
    {
        Span<byte> id = stackalloc byte[RecordId.Bytes];
        entry.Id.Write(id);
        _old.Bind(1, id);
        _old.Step();
        if (entry.Revision <= _old.Int(0))
        {
            _old.Reset();
            return false;
        }

        var group = _old.Long(1);
        var ttft = _old.Long(10);
        var sums = default(Sums);
        sums[0] = 1;
        sums[1] = (_old.Int(11) & RowColumns.Failed) != 0 ? 1 : 0;
        sums[2] = _old.Int(2) == (int)Metering.PriceState.Unpriced ? 1 : 0;
        for (var i = 3; i <= 9; i++)
        {
            sums[i] = _old.Long(i);
        }

        sums[10] = Math.Max(0, ttft);
        sums[11] = ttft >= 0 ? 1 : 0;
        _old.Reset();
        _groups.Subtract(group, in sums);
        return true;
    }

    private Dims DimsOf(RequestEntry entry)
    {
        var dims = default(Dims);
        dims[0] = _texts.OfDimension(entry.Key);
        dims[1] = _texts.OfDimension(entry.Org);
        dims[2] = _texts.OfDimension(entry.Team);
        dims[3] = _texts.OfDimension(entry.User);
        dims[4] = _texts.OfDimension(entry.App);
        dims[5] = _texts.OfDimension(entry.Provider);
        dims[6] = _texts.OfDimension(entry.Model);
        dims[7] = _texts.OfDimension(entry.Surface);
        dims[Dims.Status] = entry.Status;
        dims[Dims.Error] = (int)entry.ErrorClass;
        return dims;
    }
}
