namespace Tollgate.Storage.Postgres;

/// <summary>The sums that are kept, as columns, in the order of <see cref="PostgresStatements"/>.</summary>
internal static class TotalsColumns
{
    public static readonly string[] Names =
    [
        "requests", "errors", "unpriced", "tokens_in", "tokens_cached", "tokens_cache_write", "tokens_out", "tokens_reasoning",
        "cost_nanousd", "duration_us", "ttft_us", "ttft_count",
    ];

    public static readonly string List = string.Join(", ", Names);

    public static readonly string Sums = string.Join(", ", Names.Select(name => $"coalesce(sum({name}), 0)::bigint"));
}
