using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Storage.Health;
using Tollgate.Storage.Rows;

namespace Tollgate.Storage.ClickHouse;

/// <summary>Requests in ClickHouse, over HTTP. Several replicas may write to one database. The tables are made at the first use.</summary>
internal sealed class ClickHouseRequestLog : IRemoteStore, IRequestLog
{
    /// <summary>A page of a thousand rows, or the captured content of one request.</summary>
    private const int MaxAnswerBytes = 64 << 20;

    private static readonly string InsertRequests = $"INSERT INTO requests ({RequestColumns.List}, version) FORMAT JSONCompactEachRow";

    private readonly ClickHouseClient _client;
    private readonly ClickHouseReader _reader;
    private readonly ClickHouseStats _stats;
    private readonly StoreUrl _url;
    private readonly RequestLogOptions _options;
    private readonly StoreHealth _health;
    private readonly RowVersions _versions;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isReady;

    public ClickHouseRequestLog(StoreUrl url, RequestLogOptions options, OutboundHttp outbound, TimeProvider time)
    {
        _url = url;
        _options = options;
        _client = new ClickHouseClient(outbound.Create(new OutboundOptions { NamedInFile = true, MaxResponseBytes = MaxAnswerBytes }), url, options.QuestionLimit, time);
        _reader = new ClickHouseReader(_client, time);
        _stats = new ClickHouseStats(_client, _reader);
        _health = new StoreHealth(Name, time);
        _versions = new RowVersions(time);
    }

    public string Name => _url.Name;

    public string Kind => "clickhouse";

    public StoreHealthState Health => _health.State;

    public Task WriteAsync(RecordBatch batch, CancellationToken stop) => _health.WriteAsync(
        batch,
        async token =>
        {
            await _turn.WaitAsync(token);
            try
            {
                await PrepareOnceAsync(token);
                await InsertAsync(batch, token);
            }
            catch
            {
                // The tables may be what is missing: they are looked after before the next try.
                Volatile.Write(ref _isReady, false);
                throw;
            }
            finally
            {
                _turn.Release();
            }
        },
        stop);

    /// <summary>Nothing: the server drops what is over.</summary>
    public Task MaintainAsync(CancellationToken stop) => Task.CompletedTask;

    public Task<RequestPage> ListAsync(RequestQuery query, CancellationToken stop) => AskAsync(token => _reader.ListAsync(query, token), stop);

    public Task<RequestEntry?> FindAsync(RecordId id, CancellationToken stop) => AskAsync(token => _reader.FindAsync(id, token), stop);

    public Task<IReadOnlyList<RequestEntry>> FindByRequestIdAsync(string requestId, CancellationToken stop) =>
        AskAsync(token => _reader.FindByRequestIdAsync(requestId, token), stop);

    public Task<CapturedContent?> FindContentAsync(RecordId id, CancellationToken stop) => AskAsync(token => _reader.FindContentAsync(id, token), stop);

    public Task<FacetResult> FacetsAsync(RequestFilter filter, CancellationToken stop) => AskAsync(token => _stats.FacetsAsync(filter, token), stop);

    public Task<StatsResult> StatsAsync(StatsQuery query, CancellationToken stop) => AskAsync(token => _stats.StatsAsync(query, token), stop);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task InsertAsync(RecordBatch batch, CancellationToken stop)
    {
        var version = _versions.Next();
        using var requests = new JsonRows();
        foreach (var entry in StoredBatch.Entries(batch))
        {
            requests.Begin();
            RequestColumns.Write(entry, requests);
            requests.Unsigned(RowVersions.Of(version, entry.Revision));
            requests.End();
        }

        using var contents = new JsonRows();
        foreach (var content in StoredBatch.Contents(batch))
        {
            contents.Begin();
            contents.Id(content.Id);
            contents.Time(content.Id.UnixMilliseconds);
            contents.Text(content.Request);
            contents.Text(content.Response);
            contents.Texts(content.Chunks);
            contents.Flag(content.Truncated);
            contents.Unsigned(version);
            contents.End();
        }

        if (requests.Written.Length > 0) { await _client.InsertAsync(InsertRequests, requests.Written, stop); }
        if (contents.Written.Length > 0)
        {
            await _client.InsertAsync(
                "INSERT INTO request_contents (id, time, request, response, response_chunks, truncated, version) FORMAT JSONCompactEachRow", contents.Written, stop);
        }
    }

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken stop) => _health.AskAsync(
        async token =>
        {
            if (!Volatile.Read(ref _isReady))
            {
                await _turn.WaitAsync(token);
                try
                {
                    await PrepareOnceAsync(token);
                }
                finally
                {
                    _turn.Release();
                }
            }

            return await ask(token);
        },
        stop);

    private async Task PrepareOnceAsync(CancellationToken stop)
    {
        if (_isReady) { return; }
        await ClickHouseSchema.EnsureAsync(_client, _url.Database, _options, stop);
        Volatile.Write(ref _isReady, true);
    }
}
