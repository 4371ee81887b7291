using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>Reads <c>server</c>, <c>storage</c>, <c>auth</c>, <c>egress</c>, <c>log</c> and <c>metering</c>.</summary>
internal static class ProcessSections
{
    private const long MaxBytes = 1L << 40;

    public static ServerConfig Server(SectionReader section)
    {
        var missing = new ServerConfig();
        var server = new ServerConfig
        {
            Urls = section.Texts("urls") ?? missing.Urls,
            AdminUrls = section.Texts("admin_urls") ?? missing.AdminUrls,
            Tls = TlsSection.Read(section),
            GracePeriod = section.Seconds("grace_seconds", 0, 86_400) ?? missing.GracePeriod,
            DrainDelay = section.Seconds("drain_delay_seconds", 0, 3600) ?? missing.DrainDelay,
            MaxBodyBytes = section.Whole("max_body_bytes", 1024, int.MaxValue) ?? missing.MaxBodyBytes,
            MaxStreamBodyBytes = section.Whole("max_stream_body_bytes", 1024, MaxBytes) ?? missing.MaxStreamBodyBytes,
            BodyMemoryBytes = section.Whole("body_memory_bytes", 64 << 10, MaxBytes) ?? missing.BodyMemoryBytes,
            MaxHeaderBytes = section.Whole("max_header_bytes", missing.MaxHeaderBytes, 4 << 10, 1 << 20),
            HeaderTimeout = section.Seconds("header_timeout_seconds", 1, 3600) ?? missing.HeaderTimeout,
            BodyTimeout = section.Seconds("body_timeout_seconds", 1, 3600) ?? missing.BodyTimeout,
            RequireAppName = section.Flag("require_app_name") ?? missing.RequireAppName,
            CorsOrigins = section.Texts("cors_origins") ?? missing.CorsOrigins,
            TrustedProxies = section.Texts("trusted_proxies") ?? missing.TrustedProxies,
            Engine = section.Choice("engine", missing.Engine, ("auto", EngineChoice.Auto), ("epoll", EngineChoice.Epoll), ("sockets", EngineChoice.Sockets)),
            Loops = section.Whole("loops", missing.Loops, 0, 1024),
            ReusePort = section.Flag("reuse_port") ?? missing.ReusePort,
            MaxConnections = section.Whole("max_connections", missing.MaxConnections, 0, 10_000_000),
            Heartbeat = section.Seconds("heartbeat_seconds", 0, 3600) ?? missing.Heartbeat,
        };
        section.Done();
        return server;
    }

    public static StorageConfig Storage(SectionReader section)
    {
        var missing = new StorageConfig();
        var journal = section.Section("journal");
        var storage = new StorageConfig
        {
            DataDir = section.Text("data_dir", missing.DataDir),
            Control = section.Secret("control") ?? missing.Control,
            Log = section.Secret("log") ?? missing.Log,
            LogRetentionDays = section.Whole("log_retention_days", missing.LogRetentionDays, 1, 3650),
            AuditRetentionDays = section.Whole("audit_retention_days", missing.AuditRetentionDays, 0, 36_500),
            LogMaxBytes = section.Whole("log_max_bytes", 64L << 20, 1L << 50) ?? missing.LogMaxBytes,
            Sinks = section.SecretTexts("sinks"),
            Redis = section.Secret("redis"),
            RedisTimeout = TimeSpan.FromMilliseconds(section.Whole("redis_timeout_ms", (int)missing.RedisTimeout.TotalMilliseconds, 5, 10_000)),
            Journal = new JournalConfig
            {
                Sync = journal.Choice("sync", missing.Journal.Sync, ("interval", JournalSync.Interval), ("always", JournalSync.Always)),
                MaxBytes = journal.Whole("max_bytes", 1L << 20, 1L << 50) ?? missing.Journal.MaxBytes,
                OnFull = journal.Choice("on_full", missing.Journal.OnFull, ("refuse", JournalFull.Refuse), ("drop_oldest", JournalFull.DropOldest)),
                SegmentBytes = journal.Whole("segment_bytes", missing.Journal.SegmentBytes, 64 << 10, 1 << 30),
            },
        };
        journal.Done();
        section.WithoutEffect(storage.Control.Reveal() == "sqlite" ? [] : ["control"]);
        section.Done();
        return storage;
    }

    public static AuthConfig Auth(SectionReader section)
    {
        var missing = new AuthConfig();
        var auth = new AuthConfig
        {
            AdminKey = section.Secret("admin_key"),
            JwtSecret = section.Secret("jwt_secret"),
            TrustJwtSignature = section.Choice("jwt_trust", missing.TrustJwtSignature, ("key", false), ("signature", true)),
            Registration = section.Flag("registration") ?? missing.Registration,
            SiweDomain = section.Text("siwe_domain"),
            Oidc = section.Secrets("oidc", StringComparer.Ordinal),
            KeylessRequestsPerMinute = section.Whole("keyless_requests_per_minute", 0, 1_000_000_000) ?? missing.KeylessRequestsPerMinute,
            PublicModels = section.Flag("public_models") ?? missing.PublicModels,
        };
        section.WithoutEffect("jwt_secret", "jwt_trust", "registration", "siwe_domain", "oidc");
        section.Done();
        return auth;
    }

    public static EgressConfig Egress(SectionReader section)
    {
        var egress = new EgressConfig { Allow = section.Texts("allow") ?? [] };
        section.Done();
        return egress;
    }

    public static MeteringConfig Metering(SectionReader section)
    {
        var metering = new MeteringConfig { Usage = section.Flag("usage") ?? true };
        section.Done();
        return metering;
    }

    public static LogConfig Log(SectionReader section)
    {
        var sink = section.Text("access") switch
        {
            null or "stdout" => LogSink.Stdout,
            "stderr" => LogSink.Stderr,
            "none" => LogSink.None,
            _ => LogSink.File,
        };
        var log = new LogConfig
        {
            Access = sink,
            AccessFile = sink is LogSink.File ? section.Text("access") : null,
            Level = section.Choice(
                "level", LogThreshold.Info, ("debug", LogThreshold.Debug), ("info", LogThreshold.Info), ("warning", LogThreshold.Warning), ("error", LogThreshold.Error)),
        };
        section.Done();
        return log;
    }
}
