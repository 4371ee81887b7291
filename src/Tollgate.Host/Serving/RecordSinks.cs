using Tollgate.Configuration;
using Tollgate.Control.Outbound;
using Tollgate.Control.RequestLog;
using Tollgate.Control.Telemetry;
using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.Storage.Sqlite.RequestLog;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>The stores that the configuration names for records.</summary>
internal sealed class RecordSinks
{
    private RecordSinks(IReadOnlyList<RecordSink> all, IRequestLog? log, SqliteRequestLog? sqlite, OtlpSink? otlp)
    {
        Otlp = otlp;
        All = all;
        Log = log;
        Sqlite = sqlite;
    }

    public IReadOnlyList<RecordSink> All { get; }

    /// <summary>Answers questions; null where no store could.</summary>
    public IRequestLog? Log { get; }

    /// <summary>The log of this machine, which has to be looked after; null where it is another.</summary>
    public SqliteRequestLog? Sqlite { get; }

    /// <summary>The exporter of traces and metrics; null where no collector is configured.</summary>
    public OtlpSink? Otlp { get; }

    /// <summary>Opens them. Nothing is dialled before the first write or question.</summary>
    public static RecordSinks Open(GatewayConfig config, TimeProvider time, EventLog log, Func<ConfigSnapshot> snapshot)
    {
        var storage = config.Storage;
        var all = new List<RecordSink>();
        SqliteRequestLog? sqlite = null;
        if (storage.Log.Reveal() == "sqlite")
        {
            sqlite = SqliteRequestLog.Open(Path.Combine(storage.DataDir, "requests"), new SqliteLogOptions(), time, log);
            all.Add(new RecordSink(sqlite, "sqlite", StoreRole.RequestLog));
        }

        OtlpSink? otlp = null;
        if (config.Telemetry.Otlp is { } collector)
        {
            var outbound = new OutboundHttp(() => EgressPolicies.Build(snapshot().Config, []), UpstreamResolver.SystemLookup);
            var identity = new OtlpIdentity("tollgate", GatewayHost.Version, Environment.MachineName);
            otlp = new OtlpSink(collector, outbound.Create(new OutboundOptions { NamedInFile = true }), snapshot, identity, log, time);
            all.Add(new RecordSink(otlp, "otlp", StoreRole.Export));
        }

        return new RecordSinks(all, sqlite, sqlite, otlp);
    }
}
