using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.Storage;
using Tollgate.Storage.Sqlite.RequestLog;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>The stores that the configuration names for records.</summary>
internal sealed class RecordSinks
{
    private RecordSinks(IReadOnlyList<RecordSink> all, IRequestLog? log, SqliteRequestLog? sqlite, IReadOnlyList<IRemoteStore> remote)
    {
        Remote = remote;
        All = all;
        Log = log;
        Sqlite = sqlite;
    }

    public IReadOnlyList<RecordSink> All { get; }

    /// <summary>Answers questions; null where no store could.</summary>
    public IRequestLog? Log { get; }

    /// <summary>The log of this machine, which has to be looked after; null where it is another.</summary>
    public SqliteRequestLog? Sqlite { get; }

    /// <summary>Stores on other machines, which have to be looked after as well.</summary>
    public IReadOnlyList<IRemoteStore> Remote { get; }

    /// <summary>Opens them. Nothing is dialled before the first write or question.</summary>
    public static RecordSinks Open(GatewayConfig config, OutboundHttp outbound, TimeProvider time, EventLog? log)
    {
        var storage = config.Storage;
        var all = new List<RecordSink>();
        SqliteRequestLog? sqlite = null;
        if (storage.Log.Reveal() == "sqlite")
        {
            var bounds = new SqliteLogOptions
            {
                RetentionDays = storage.LogRetentionDays, ContentRetentionDays = (config.Capture?.RetentionDays ?? 7), MaxBytes = storage.LogMaxBytes,
            };
            sqlite = SqliteRequestLog.Open(Path.Combine(storage.DataDir, "requests"), bounds, time, log);
            all.Add(new RecordSink(sqlite, "sqlite", StoreRole.RequestLog));
        }

        var options = new RequestLogOptions { RetentionDays = storage.LogRetentionDays, ContentRetentionDays = (config.Capture?.RetentionDays ?? 7) };
        var remote = RecordStores.Open(storage, options, outbound, time);
        all.AddRange(remote.Sinks.Select(sink => new RecordSink(sink, sink.Kind, ReferenceEquals(sink, remote.Log) ? StoreRole.RequestLog : StoreRole.Export)));
        return new RecordSinks(all, sqlite ?? remote.Log, sqlite, remote.Sinks);
    }
}
