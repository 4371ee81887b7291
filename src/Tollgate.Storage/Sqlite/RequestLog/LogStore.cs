using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Recording.Journal;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>The files of the log and their writers. What changes them is called by one thread at a time.</summary>
internal sealed class LogStore : IDisposable
{
    /// <summary>Most requests of one request id that are told.</summary>
    private const int MostOfRequestId = 10;

    /// <summary>Days open for writing: the present one, and its neighbour at midnight or one that the journal catches up with.</summary>
    private const int MostWriters = 3;

    /// <summary>A record this many days ahead of the clock is from no clock that can be trusted.</summary>
    private const int MostDaysAhead = 366;

    private static readonly (RecordId Low, RecordId High) Always = (default, new RecordId(ulong.MaxValue, ulong.MaxValue));

    /// <summary>A day is packed when it has been over for so long: late requests come until then.</summary>
    private static readonly TimeSpan PackAfter = TimeSpan.FromMinutes(10);

    private readonly List<(int Day, long Epoch, DayWriter Writer)> _writers = [];
    private readonly TotalsFile _totals;
    private readonly string _folder;
    private readonly SqliteLogOptions _options;
    private readonly TimeProvider _time;
    private readonly EventLog? _log;

    public LogStore(string folder, SqliteLogOptions options, TimeProvider time, EventLog? log)
    {
        _folder = folder;
        _options = options;
        _time = time;
        _log = log;
        _totals = OpenTotals();
        Days = new LogDays(folder);
        Contents = new ContentFiles(folder);
        Statistics = new LogStatistics(Days, _totals);
        foreach (var day in Days.Between(int.MinValue, int.MaxValue).Where(_totals.Has))
        {
            Delete(day); // The process ended between keeping its totals and deleting its rows.
        }
    }

    public LogDays Days { get; }

    public ContentFiles Contents { get; }

    public LogStatistics Statistics { get; }

    public LogCounters Counters { get; } = new();

    public void Write(RecordBatch batch)
    {
        foreach (var entries in batch.Entries.GroupBy(entry => LogDay.Of(entry.Id)).OrderBy(day => day.Key))
        {
            var rows = entries.ToList();
            if (IsOutOfTime(entries.Key))
            {
                Counters.CameOutOfTime(rows.Count);
                _log?.Warn(LogEvents.RecordsOutOfTime, "Records of a day that is no longer kept were left out.", ("records", rows.Count));
                continue;
            }

            MendOnce(() => Write(entries.Key, rows));
        }

        foreach (var contents in batch.Contents.GroupBy(content => LogDay.Of(content.Id)))
        {
            if (contents.Key >= Today - _options.ContentRetentionDays && !IsOutOfTime(contents.Key))
            {
                MendOnce(() => Contents.Write(contents.Key, contents));
            }
        }
    }

    public IReadOnlyList<RequestEntry> FindByRequestId(string requestId, SearchBudget budget)
    {
        var found = new List<RequestEntry>();
        if (requestId.Length == 0)
        {
            return found;
        }

        var hash = RequestIdPlace.Hash(requestId);
        foreach (var day in Days.Between(int.MinValue, int.MaxValue))
        {
            if (found.Count >= MostOfRequestId || budget.IsOver)
            {
                break;
            }

            var ids = new List<RecordId>();
            Days.Read(day, budget, true, reader =>
            {
                foreach (var slot in reader.SlotsOf(hash).TakeWhile(_ => ids.Count < MostOfRequestId))
                {
                    reader.Find(slot, hash, requestId, Always, MostOfRequestId, ids);
                }

                found.AddRange(ids.Take(MostOfRequestId - found.Count).Select(reader.Find).OfType<RequestEntry>());
                return true;
            });
        }

        return found;
    }

    /// <summary>Facets of an id's beginning: from the rows of the newest day that has any.</summary>
    public FacetResult FacetsOfIds(RequestFilter filter, SearchBudget budget)
    {
        var rows = new List<RequestEntry>();
        var low = LogDay.FirstId(filter.From.ToUnixTimeMilliseconds());
        var high = LogDay.FirstId(filter.To.ToUnixTimeMilliseconds());
        var search = new RowSearch(Days, filter, budget, entry =>
        {
            if (rows.Count > 0 && LogDay.Of(rows[0].Id) != LogDay.Of(entry.Id)) { return false; }
            rows.Add(entry);
            return rows.Count < 100_000;
        });
        if (low < high) { search.Run(low, high); }
        return new FacetResult(RowFacets.Of(rows), Partial: true);
    }

    /// <summary>A day that is over and not packed yet.</summary>
    public int? NextToPack()
    {
        var over = LogDay.Of(_time.GetUtcNow() - PackAfter);
        foreach (var day in Days.Between(int.MinValue, over - 1))
        {
            if (!Days.IsSealed(day)) { return day; }
        }

        return null;
    }

    public PackedDay Pack(int day)
    {
        var commits = Days.CommitsOf(day);
        var none = new PackedDay(day, commits, null);
        return Days.Read(day, Unlimited(), none, reader =>
        {
            if (reader.HasSummaries()) { return none; }
            var builder = new BlockBuilder();
            builder.Begin(reader);
            reader.Read(0, LogDay.Hours, builder);
            var blocks = builder.Pack();
            var parts = RequestIdMap.Build(reader.Places());
            for (var i = 0; i < parts?.Length; i++) { blocks.Add(Grain.OfRequestIds(i), parts[i]); }
            return new PackedDay(day, commits, blocks);
        }) ?? none;
    }

    public void Keep(PackedDay packed)
    {
        if (Days.CommitsOf(packed.Day) != packed.Commits)
        {
            return;
        }

        if (packed.Blocks is { } blocks)
        {
            MendOnce(() =>
            {
                try { WriterOf(packed.Day).Seal(blocks); }
                finally { Discard(packed.Day); } // Its last connection takes the write-ahead log away.
            });
        }

        Days.Sealed(packed.Day);
    }

    /// <summary>Drops what is too old, then what is too much; today's rows never.</summary>
    public void Prune()
    {
        var today = Today;
        foreach (var day in Contents.Days().Where(day => day < today - _options.ContentRetentionDays).ToList())
        {
            DeleteFiles(Contents.PathOf(day));
        }

        foreach (var day in Days.Between(int.MinValue, today - _options.RetentionDays - 1).Reverse())
        {
            Drop(day, "age");
        }

        var bytes = Bytes();
        foreach (var day in Days.Between(int.MinValue, today - 1).Reverse())
        {
            if (bytes <= _options.MaxBytes) { break; }
            Drop(day, "size");
            bytes = Bytes();
        }

        Counters.Looked(bytes, Days.Between(int.MinValue, int.MaxValue).Length);
    }

    /// <summary>Takes a file out of service that is no sound database.</summary>
    public void SetAside(LogFileException fault)
    {
        var name = Path.GetFileName(fault.FilePath);
        if (LogDay.TryParse(Path.GetFileNameWithoutExtension(name), out var day))
        {
            Discard(day);
            Days.Forget(day);
        }

        var number = 0;
        while (File.Exists($"{fault.FilePath}.corrupt-{++number}")) { }
        foreach (var ending in (string[])["", "-wal", "-shm"])
        {
            if (File.Exists(fault.FilePath + ending)) { File.Move(fault.FilePath + ending, $"{fault.FilePath}.corrupt-{number}{ending}"); }
        }

        Counters.WasCorrupt();
        _log?.Error(LogEvents.FileSetAside, "A file of the request log is damaged and was set aside.", ("file", name), ("error", fault.Message));
    }

    public void Dispose()
    {
        _writers.ForEach(open => open.Writer.Dispose());
        _writers.Clear();
        Days.Dispose();
        _totals.Dispose();
    }

    private int Today => LogDay.Of(_time.GetUtcNow());

    private SearchBudget Unlimited() => new(_time, TimeSpan.FromHours(1), CancellationToken.None);

    private bool IsOutOfTime(int day) => day < Today - _options.RetentionDays || day > Today + MostDaysAhead || _totals.Has(day);

    private TotalsFile OpenTotals()
    {
        var path = Path.Combine(_folder, "totals.db");
        try
        {
            return new TotalsFile(path);
        }
        catch (LogFileException e) when (e.IsCorrupt)
        {
            File.Move(path, path + ".corrupt-1", overwrite: true);
            Counters.WasCorrupt();
            _log?.Error(LogEvents.FileSetAside, "A file of the request log is damaged and was set aside.", ("file", "totals.db"), ("error", e.Message));
            return new TotalsFile(path);
        }
    }

    private void Write(int day, List<RequestEntry> rows)
    {
        try
        {
            var folded = WriterOf(day).Write(rows);
            Days.Written(day);
            Counters.Written(rows.Count, folded);
        }
        catch
        {
            Discard(day);
            throw;
        }
    }

    /// <summary>Does something to a file, and once more to a fresh one when it turned out damaged.</summary>
    private void MendOnce(Action work)
    {
        try
        {
            work();
        }
        catch (LogFileException e) when (e.IsCorrupt)
        {
            SetAside(e);
            work();
        }
    }

    private DayWriter WriterOf(int day)
    {
        var at = _writers.FindIndex(open => open.Day == day);
        if (at >= 0 && _writers[at].Epoch == Days.EpochOf(day))
        {
            var open = _writers[at];
            _writers.RemoveAt(at);
            _writers.Add(open);
            return open.Writer;
        }

        Discard(day);
        if (_writers.Count >= MostWriters) { Discard(_writers[0].Day); }
        var writer = new DayWriter(Days.PathOf(day), _options);
        Days.Opened(day);
        _writers.Add((day, Days.EpochOf(day), writer));
        return writer;
    }

    private void Discard(int day)
    {
        foreach (var open in _writers.Where(open => open.Day == day)) { open.Writer.Dispose(); }
        _writers.RemoveAll(open => open.Day == day);
    }

    private void Drop(int day, string reason)
    {
        try
        {
            var whole = Days.Read(day, Unlimited(), null, reader =>
            {
                if (reader.Summary(Grain.WholeDay) is { } packed) { return packed; }
                var builder = new BlockBuilder();
                builder.Begin(reader);
                reader.Read(0, LogDay.Hours, builder);
                return builder.Whole();
            });
            if (whole is not null) { _totals.Add(day, whole); }
        }
        catch (LogFileException e) when (e.IsCorrupt)
        {
            SetAside(e);
            return;
        }

        Delete(day);
        Counters.DroppedDay();
        _log?.Info(LogEvents.DayDropped, "A day of the request log was dropped; its totals stay.", ("day", LogDay.Name(day)), ("reason", reason));
    }

    private void Delete(int day)
    {
        Discard(day);
        Days.Forget(day);
        DeleteFiles(Days.PathOf(day));
        DeleteFiles(Contents.PathOf(day));
    }

    private static void DeleteFiles(string path)
    {
        foreach (var ending in (string[])["", "-wal", "-shm"]) { File.Delete(path + ending); }
    }

    private long Bytes() => new DirectoryInfo(_folder).EnumerateFiles().Sum(file => file.Exists ? file.Length : 0);
}
