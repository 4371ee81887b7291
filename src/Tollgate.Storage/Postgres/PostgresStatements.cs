using Tollgate.Storage.Rows;

namespace Tollgate.Storage.Postgres;

/// <summary>
/// How a batch becomes rows and totals, in one transaction: into staging tables by COPY, from there into the real ones. Totals change by
/// exactly what the rows changed by, for both come from the rows that were really inserted or replaced. Rows, groups and totals are
/// touched in the order of their keys, so that replicas wait for each other instead of deadlocking.
/// </summary>
internal static class PostgresStatements
{
    public const string Staging = """
        CREATE TEMP TABLE IF NOT EXISTS staging_requests (LIKE requests) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE IF NOT EXISTS staging_groups (LIKE request_groups) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE IF NOT EXISTS staging_contents (LIKE request_contents) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE IF NOT EXISTS staging_changes (LIKE request_hours) ON COMMIT DELETE ROWS;
        """;

    public const string CopyGroups = "COPY staging_groups (id, key_name, org, team, user_name, app, provider, model, surface, status, error_class) FROM STDIN (FORMAT BINARY)";

    public const string CopyContents = "COPY staging_contents (id, request, response, response_chunks, truncated) FROM STDIN (FORMAT BINARY)";

    public const string MergeGroups = "INSERT INTO request_groups SELECT * FROM staging_groups ORDER BY id ON CONFLICT DO NOTHING";

    public const string MergeContents = """
        INSERT INTO request_contents SELECT * FROM staging_contents ORDER BY id
        ON CONFLICT (id) DO UPDATE SET
            request = excluded.request, response = excluded.response, response_chunks = excluded.response_chunks, truncated = excluded.truncated
        """;

    /// <summary>What a row adds to the totals.</summary>
    private const string Plus = """
        date_bin('1 hour', time, TIMESTAMPTZ '2000-01-01 00:00:00Z'), group_id, 1, (error_class <> '')::int, (price_state = 'unpriced')::int,
        tokens_in, tokens_cached, tokens_cache_write, tokens_out, tokens_reasoning, cost_nanousd, total_us, greatest(ttft_us, 0), (ttft_us >= 0)::int
        """;

    /// <summary>What a row that goes takes away again.</summary>
    private const string Minus = """
        date_bin('1 hour', time, TIMESTAMPTZ '2000-01-01 00:00:00Z'), group_id, -1, -(error_class <> '')::int, -(price_state = 'unpriced')::int,
        -tokens_in, -tokens_cached, -tokens_cache_write, -tokens_out, -tokens_reasoning, -cost_nanousd, -total_us, -greatest(ttft_us, 0), -(ttft_us >= 0)::int
        """;

    public static readonly string CopyRequests = $"COPY staging_requests ({RequestColumns.List}, group_id) FROM STDIN (FORMAT BINARY)";

    /// <summary>Rows that are new. Afterwards every other one of the batch is there and committed: a conflict waits for its transaction.</summary>
    public static readonly string InsertNew = $"""
        WITH fresh AS (
            INSERT INTO requests ({RequestColumns.List}, group_id)
            SELECT {RequestColumns.List}, group_id FROM staging_requests ORDER BY id
            ON CONFLICT (id) DO NOTHING
            RETURNING *)
        INSERT INTO staging_changes SELECT {Plus} FROM fresh
        """;

    /// <summary>Takes what is about to be replaced out of the totals, and locks it.</summary>
    public static readonly string TakeOld = $"""
        INSERT INTO staging_changes SELECT {Minus} FROM (
            SELECT r.* FROM requests r JOIN staging_requests s ON s.id = r.id
            WHERE r.id = ANY(@ids) AND s.id = ANY(@ids) AND r.revision < s.revision
            ORDER BY r.id FOR UPDATE OF r) old
        """;

    /// <summary>Replaces it.</summary>
    public static readonly string Replace = $"""
        WITH changed AS (
            UPDATE requests r SET {string.Join(", ", RequestColumns.Names.Skip(2).Select(name => $"{name} = s.{name}"))}, group_id = s.group_id
            FROM staging_requests s
            WHERE r.id = s.id AND r.id = ANY(@ids) AND s.id = ANY(@ids) AND r.revision < s.revision
            RETURNING r.*)
        INSERT INTO staging_changes SELECT {Plus} FROM changed
        """;

    public static readonly string AddHours = Add("request_hours", "bucket");

    public static readonly string AddDays = Add("request_days", "date_bin('1 day', bucket, TIMESTAMPTZ '2000-01-01 00:00:00Z')");

    private static string Add(string table, string bucket) => $"""
        INSERT INTO {table} AS t (bucket, group_id, {TotalsColumns.List})
        SELECT {bucket}, group_id, {TotalsColumns.Sums} FROM staging_changes GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (bucket, group_id) DO UPDATE SET {string.Join(", ", TotalsColumns.Names.Select(name => $"{name} = t.{name} + excluded.{name}"))}
        """;
}
