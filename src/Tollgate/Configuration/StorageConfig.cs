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

    /// <summary>Stores that get the same records besides <see cref="Log"/>: <c>influx://</c>, <c>clickhouse://</c>, <c>postgres://</c>. Default none.</summary>
    public IReadOnlyList<Secret> Sinks { get; init; } = [];

    /// <summary>Shared limits and cache: a <c>redis://</c> address. Default none.</summary>
    public Secret? Redis { get; init; }

    /// <summary>The journal behind the path.</summary>
    public JournalConfig Journal { get; init; } = new();
}
