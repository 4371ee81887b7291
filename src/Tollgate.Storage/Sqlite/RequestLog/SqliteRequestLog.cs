using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Recording.Journal;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>
/// The request log in SQLite: a file per UTC day under one folder, so that dropping a day is deleting its files; totals of dropped days
/// stay in <c>totals.db</c>.
/// </summary>
/// <remarks>
/// A batch is durable, row and rollup in one transaction per day, when <see cref="WriteAsync"/> returns; see <see cref="DayWriter"/>. A batch
/// that is given again adds nothing. Readers have connections of their own and never wait for the writer, nor it for them. A file that is no
/// sound database is renamed to <c>*.corrupt-N</c>, reported and counted, and the day goes on in a fresh one.
/// </remarks>
internal sealed class SqliteRequestLog : IRecordSink, IRequestLog
{
    private const int MostCorruptFilesPerQuestion = 3;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly SemaphoreSlim _readers;
    private readonly LogStore _store;
    private readonly SqliteLogOptions _options;
    private readonly TimeProvider _time;

    private SqliteRequestLog(LogStore store, SqliteLogOptions options, TimeProvider time)
    {
        _store = store;
        _options = options;
        _time = time;
        _readers = new SemaphoreSlim(options.Readers);
    }

    public string Name => "sqlite";

    /// <summary>Figures for metrics.</summary>
    public LogCounters Counters => _store.Counters;

    /// <summary>Opens the log in a folder, which is made if it is missing.</summary>
    /// <param name="folder">Such as <c>data_dir/requests</c>; nothing else is kept there.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="time">Clock, for ages and for the time a question may take.</param>
    /// <param name="log">Hears of files that were set aside and of days that were dropped; null for nobody.</param>
    public static SqliteRequestLog Open(string folder, SqliteLogOptions options, TimeProvider time, EventLog? log = null)
    {
        Directory.CreateDirectory(folder);
        return new SqliteRequestLog(new LogStore(folder, options, time, log), options, time);
    }

    public Task WriteAsync(RecordBatch batch, CancellationToken stop) => AloneAsync(() => _store.Write(batch), stop);

    /// <summary>Packs closed days and drops what is too old or too much. To be called every minute or so.</summary>
    public async Task MaintainAsync(CancellationToken stop)
    {
        while (await PackOneAsync(stop))
        {
            stop.ThrowIfCancellationRequested();
        }

        await AloneAsync(_store.Prune, stop);
    }

    public Task<RequestPage> ListAsync(RequestQuery query, CancellationToken stop) => AskAsync(() =>
    {
        var limit = Math.Clamp(query.Limit, 1, 1000);
        var filter = query.Filter;
        var items = new List<RequestEntry>();
        bool Take(RequestEntry entry)
        {
            items.Add(entry);
            return items.Count <= limit;
        }

        var low = LogDay.FirstId(filter.From.ToUnixTimeMilliseconds());
        var high = LogDay.FirstId(filter.To.ToUnixTimeMilliseconds());
        if (query.Before is { } before && before < high) { high = before; }
        var search = new RowSearch(_store.Days, filter, Budget(_options.ListBudget, stop), Take);
        var done = low >= high || search.Run(low, high);
        stop.ThrowIfCancellationRequested();
        if (items.Count > limit)
        {
            items.RemoveAt(limit);
            return new RequestPage(items, items[^1].Id, Partial: false);
        }

        return done ? new RequestPage(items, null, Partial: false)
            : items.Count == limit ? new RequestPage(items, items[^1].Id, Partial: false)
            : new RequestPage(items, search.Position, Partial: true);
    }, stop);

    public Task<RequestEntry?> FindAsync(RecordId id, CancellationToken stop) =>
        AskAsync(() => _store.Days.Read(LogDay.Of(id), Budget(_options.StatsBudget, stop), null, reader => reader.Find(id)), stop);

    public Task<IReadOnlyList<RequestEntry>> FindByRequestIdAsync(string requestId, CancellationToken stop) =>
        AskAsync(() => _store.FindByRequestId(requestId, Budget(_options.StatsBudget, stop)), stop);

    public Task<CapturedContent?> FindContentAsync(RecordId id, CancellationToken stop) => AskAsync(() => _store.Contents.Find(id), stop);

    public Task<FacetResult> FacetsAsync(RequestFilter filter, CancellationToken stop) => AskAsync(
        () => filter.IdPrefix is null
            ? _store.Statistics.Facets(filter, Budget(_options.StatsBudget, stop))
            : _store.FacetsOfIds(filter, Budget(_options.ListBudget, stop)),
        stop);

    public Task<StatsResult> StatsAsync(StatsQuery query, CancellationToken stop)
    {
        if (query.Filter.IdPrefix is not null) { throw new ArgumentException("Totals know no ids.", nameof(query)); }
        if (query.GroupBy.Count > 3) { throw new ArgumentException("Totals are grouped by three dimensions at most.", nameof(query)); }
        return AskAsync(() => _store.Statistics.Stats(query, Budget(_options.StatsBudget, stop)), stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        _store.Dispose();
        _gate.Dispose();
        _readers.Dispose();
    }

    private SearchBudget Budget(TimeSpan length, CancellationToken stop) => new(_time, length, stop);

    private async Task<bool> PackOneAsync(CancellationToken stop)
    {
        if (_store.NextToPack() is not { } day)
        {
            return false;
        }

        // Packing reads for some hundred milliseconds: without the gate, and again another time if the day was written to meanwhile.
        var packed = await AskAsync(() => _store.Pack(day), stop);
        await AloneAsync(() => _store.Keep(packed), stop);
        return true;
    }

    private async Task AloneAsync(Action work, CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<T> AskAsync<T>(Func<T> question, CancellationToken stop)
    {
        await _readers.WaitAsync(stop);
        try
        {
            for (var tries = 0; ; tries++)
            {
                try
                {
                    return await Task.Run(question, CancellationToken.None);
                }
                catch (LogFileException e) when (e.IsCorrupt && tries < MostCorruptFilesPerQuestion)
                {
                    await AloneAsync(() => _store.SetAside(e), stop);
                }
            }
        }
        finally
        {
            _readers.Release();
        }
    }
}
