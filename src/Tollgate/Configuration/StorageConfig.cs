namespace Tollgate.Configuration;

/// <summary>Where data is kept (<c>storage:</c>). A change needs a restart.</summary>
public sealed record StorageConfig
{
    /// <summary>Folder for everything on disk. Default <c>./data</c>.</summary>
    public string DataDir { get; init; } = "./data";

    /// <summary>Control store: <c>sqlite</c> (default) or a <c>postgres://</c> address, which may hold a password.</summary>
    public Secret Control { get; init; } = new("sqlite");

    /// <summary>Request log: <c>sqlite</c> (default), <c>none</c>, <c>journal</c> (kept in the journal alone), <c>clickhouse://</c> or <c>postgres://</c>.</summary>
    public Secret Log { get; init; } = new("sqlite");

    /// <summary>Days for which the request log keeps rows after their own day; totals stay. Default 30.</summary>
    public int LogRetentionDays { get; init; } = 30;

    /// <summary>Days for which entries of the audit trail are kept. Default 0: for ever.</summary>
    public int AuditRetentionDays { get; init; }

    /// <summary>Disk space of the request log in SQLite, in bytes; the oldest days go first, never today. Default 10 GiB.</summary>
    public long LogMaxBytes { get; init; } = 10L << 30;

    /// <summary>Stores that get the same records besides <see cref="Log"/>: <c>influx://</c>, <c>clickhouse://</c>, <c>postgres://</c>. Default none.</summary>
    public IReadOnlyList<Secret> Sinks { get; init; } = [];

    /// <summary>Where replicas share their limits: a <c>redis://</c> or <c>rediss://</c> (TLS) address. Default none: each process counts alone.</summary>
    public Secret? Redis { get; init; }

    /// <summary>How long an answer of Redis may take before requests go on without it, 5 ms to 10 s. Default 50 ms.</summary>
    public TimeSpan RedisTimeout { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The journal behind the path.</summary>
    public JournalConfig Journal { get; init; } = new();
}
