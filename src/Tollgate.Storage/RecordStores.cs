using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Control.RequestLog;
using Tollgate.Storage.ClickHouse;
using Tollgate.Storage.Influx;
using Tollgate.Storage.Postgres;

namespace Tollgate.Storage;

/// <summary>The remote stores that <c>storage.log</c> and <c>storage.sinks</c> name. Nothing is dialled before the first write or question.</summary>
internal sealed class RecordStores : IAsyncDisposable
{
    private RecordStores(IRequestLog? log, IReadOnlyList<IRemoteStore> sinks)
    {
        Log = log;
        Sinks = sinks;
    }

    /// <summary>What <c>storage.log</c> names, for questions; null where that is kept on this machine, or not at all.</summary>
    public IRequestLog? Log { get; }

    /// <summary>All that records are written to, the log among them.</summary>
    public IReadOnlyList<IRemoteStore> Sinks { get; }

    /// <summary>Opens them; the configuration was checked before.</summary>
    public static RecordStores Open(StorageConfig config, RequestLogOptions options, OutboundHttp outbound, TimeProvider time)
    {
        var sinks = new List<IRemoteStore>();
        if (config.Log.Reveal() is not ("sqlite" or "none" or "journal")) { sinks.Add(OpenOne(config.Log, options, outbound, time)); }
        var log = sinks.OfType<IRequestLog>().FirstOrDefault();
        sinks.AddRange(config.Sinks.Select(address => OpenOne(address, options, outbound, time)));
        return new RecordStores(log, sinks);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sink in Sinks) { await sink.DisposeAsync(); }
    }

    private static IRemoteStore OpenOne(Secret address, RequestLogOptions options, OutboundHttp outbound, TimeProvider time)
    {
        if (!StoreUrl.TryParse(address, out var url, out var problem)) { throw new ArgumentException(problem, nameof(address)); }
        return url.Kind switch
        {
            StoreKind.Postgres => new PostgresRequestLog(url, options, time),
            StoreKind.ClickHouse => new ClickHouseRequestLog(url, options, outbound, time),
            _ => new InfluxSink(url, outbound, time),
        };
    }
}
