using Dapper;
using Npgsql;
using Tollgate.Configuration;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Health;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.Postgres;

/// <summary>Requests in PostgreSQL. Several replicas may write to one database. The schema is made, and brought up to date, at the first use.</summary>
internal sealed class PostgresRequestLog : IRemoteStore, IRequestLog
{
    private readonly NpgsqlDataSource _writing;
    private readonly NpgsqlDataSource _asking;
    private readonly RequestLogOptions _options;
    private readonly TimeProvider _time;
    private readonly PostgresWriter _writer;
    private readonly PostgresReader _reader;
    private readonly PostgresStats _stats;
    private readonly StoreHealth _health;
    private readonly GroupGuard _guard;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isReady;

    public PostgresRequestLog(StoreUrl url, RequestLogOptions options, TimeProvider time)
    {
        Name = url.Name;
        _options = options;
        _time = time;
        _writing = PostgresConnections.ForWriting(url);
        _asking = PostgresConnections.ForQuestions(url, options.QuestionLimit);
        _guard = new GroupGuard(options.MaxGroupsPerHour);
        _writer = new PostgresWriter(_writing, _guard);
        _reader = new PostgresReader(_asking, time);
        _stats = new PostgresStats(_asking, _reader);
        _health = new StoreHealth(Name, time);
    }

    public string Name { get; }

    public string Kind => "postgres";

    public StoreHealthState Health => _health.State;

    /// <summary>Records for days that were dropped already, and therefore not written.</summary>
    public long TooLate => _writer.TooLate;

    /// <summary>Records whose group found no place in its hour.</summary>
    public long GroupOverflows => _guard.Overflows;

    public Task WriteAsync(RecordBatch batch, CancellationToken stop) => _health.WriteAsync(
        batch,
        async token =>
        {
            await _turn.WaitAsync(token);
            try
            {
                await MigrateOnceAsync(token);
                await _writer.WriteAsync(batch, token);
            }
            finally
            {
                _turn.Release();
            }
        },
        stop);

    /// <summary>Makes tomorrow's partitions and drops days that are over. Cheap when there is nothing to do.</summary>
    public Task MaintainAsync(CancellationToken stop) => AskAsync(
        async token =>
        {
            var today = _time.GetUtcNow().UtcDateTime.Date;
            await using var connection = await _writing.OpenConnectionAsync(token);
            var values = new
            {
                today,
                tomorrow = today.AddDays(1),
                requestsBefore = today.AddDays(-_options.RetentionDays),
                contentsBefore = today.AddDays(-Math.Min(_options.ContentRetentionDays, _options.RetentionDays)),
            };
            await connection.ExecuteAsync(new CommandDefinition(
                "SELECT tollgate_add_day(@today::date), tollgate_add_day(@tomorrow::date)", values, cancellationToken: token));
            return await connection.QuerySingleAsync<int>(new CommandDefinition(
                "SELECT tollgate_drop_days(@requestsBefore::date, @contentsBefore::date)",
                values,
                cancellationToken: token));
        },
        stop);

    public Task<RequestPage> ListAsync(RequestQuery query, CancellationToken stop) => AskAsync(token => _reader.ListAsync(query, token), stop);

    public Task<RequestEntry?> FindAsync(RecordId id, CancellationToken stop) => AskAsync(token => _reader.FindAsync(id, token), stop);

    public Task<IReadOnlyList<RequestEntry>> FindByRequestIdAsync(string requestId, CancellationToken stop) =>
        AskAsync(token => _reader.FindByRequestIdAsync(requestId, token), stop);

    public Task<CapturedContent?> FindContentAsync(RecordId id, CancellationToken stop) => AskAsync(token => _reader.FindContentAsync(id, token), stop);

    public Task<FacetResult> FacetsAsync(RequestFilter filter, CancellationToken stop) => AskAsync(token => _stats.FacetsAsync(filter, token), stop);

    public Task<StatsResult> StatsAsync(StatsQuery query, CancellationToken stop) => AskAsync(token => _stats.StatsAsync(query, token), stop);

    public async ValueTask DisposeAsync()
    {
        await _writing.DisposeAsync();
        await _asking.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken stop) => await _health.AskAsync(
        async token =>
        {
            if (!Volatile.Read(ref _isReady))
            {
                await _turn.WaitAsync(token);
                try
                {
                    await MigrateOnceAsync(token);
                }
                finally
                {
                    _turn.Release();
                }
            }

            return await ask(token);
        },
        stop);

    private async Task MigrateOnceAsync(CancellationToken stop)
    {
        if (_isReady) { return; }
        await using var connection = await _writing.OpenConnectionAsync(stop);
        await PostgresMigrations.ApplyAsync(connection, stop);
        Volatile.Write(ref _isReady, true);
    }
}
