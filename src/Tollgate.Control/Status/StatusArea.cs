using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;

namespace Tollgate.Control.Status;

/// <summary><c>/v1/admin/status</c>: what an operator looks at first.</summary>
internal sealed class StatusArea
{
    private static readonly ApiOperation Get = new("getStatus", "Operations", "State of the process, its stores and its providers")
    {
        Description = "`status` is `ok`, `degraded` (a store fails, the last configuration was refused, or its source cannot be looked at) or `draining`.",
        Answer = StatusJson.Default.StatusBody,
        AnswerExample = """
            {"status":"ok","version":"0.1.0","node":"gateway-0","started_at":"2026-11-21T08:00:00+00:00","uptime_seconds":3600,"database":"connected","redis":"disabled",
             "config":{"generation":3,"reload_failures":0,"last_error":null,
              "source":{"kind":"remote","name":"https://config.example.com/tollgate.yaml","state":"current","from_copy":false,"last_seen_at":"2026-11-21T08:59:58+00:00"}},
             "connections":{"open":12,"limit":10000,"refused":0},
             "loops":[{"connections":12,"active_requests":3,"turns":91882,"faults":0}],
             "providers":[{"name":"openai","kind":"openai","enabled":true,"connections":4,"idle":2,"attempts":1200,"failed":3}],
             "stores":[{"name":"log","kind":"sqlite","role":"request_log","connected":true,"lag_seconds":0.2,"backlog_records":40,"backlog_bytes":20480}],
             "journal":{"bytes":67108864,"segments":2,"limit_bytes":4294967296},"tls":null}
            """,
    };

    private readonly StatusSources _sources;
    private readonly DateTimeOffset _started;
    private readonly long _startedTicks;

    private StatusArea(StatusSources sources)
    {
        _sources = sources;
        _started = sources.Parts.Time.GetUtcNow();
        _startedTicks = sources.Parts.Time.GetTimestamp();
    }

    public static void Map(RouteGroupBuilder group, StatusSources sources)
    {
        var area = new StatusArea(sources);
        group.MapApi("GET", "/v1/admin/status", Get, _ => Task.FromResult(Answers.Json(area.Read(), StatusJson.Default.StatusBody)));
    }

    private StatusBody Read()
    {
        var parts = _sources.Parts;
        var board = parts.Status;
        var engine = _sources.Engine();
        var stores = board.Stores;
        var error = board.LastReloadError;
        var degraded = error is not null || board.ConfigSource is { IsStale: true } || stores.Any(store => !store.Reading.Connected);
        return new StatusBody
        {
            Status = engine.Draining ? "draining" : degraded ? "degraded" : "ok",
            Version = parts.Version,
            Node = _sources.Node,
            StartedAt = _started,
            UptimeSeconds = (long)parts.Time.GetElapsedTime(_startedTicks).TotalSeconds,
            Database = board.Database,
            Redis = board.Redis,
            Config = new ConfigStatusBody(engine.Generation, Volatile.Read(ref parts.ReloadFailures[0]), error, ConfigSourceBody.Of(board.ConfigSource, error)),
            Connections = new ConnectionsBody(engine.Loops.Sum(loop => loop.Connections), engine.ConnectionLimit, engine.ConnectionsRefused),
            Loops = engine.Loops,
            Providers = engine.Providers,
            Stores = [.. stores.Select(StoreBody.Of)],
            Journal = board.Journal,
            Tls = board.Certificate,
        };
    }
}
