namespace Tollgate.Configuration;

/// <summary>What stands behind the address of a remote store.</summary>
public enum StoreKind
{
    /// <summary><c>postgres://</c>.</summary>
    Postgres,

    /// <summary><c>clickhouse://</c>, over HTTP.</summary>
    ClickHouse,

    /// <summary><c>influx://</c>, line protocol over HTTP.</summary>
    Influx,
}
