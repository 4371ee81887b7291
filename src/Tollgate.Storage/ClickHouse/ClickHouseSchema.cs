using System.Globalization;

namespace Tollgate.Storage.ClickHouse;

/// <summary>
/// The tables, made if missing. Each id may be inserted again; of its versions the highest one stays (<c>ReplacingMergeTree</c>), and questions
/// read with FINAL, so that a repeat never counts twice. Days are partitions: what is over goes as a whole.
/// </summary>
internal static class ClickHouseSchema
{
    private const string Requests = """
        CREATE TABLE IF NOT EXISTS requests (
            id FixedString(32) CODEC(ZSTD),
            time DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD),
            revision Int64,
            request_id String CODEC(ZSTD),
            trace_id String CODEC(ZSTD),
            node LowCardinality(String),
            client_address String CODEC(ZSTD),
            method LowCardinality(String),
            path String CODEC(ZSTD),
            surface LowCardinality(String),
            key_name LowCardinality(String),
            org LowCardinality(String),
            team LowCardinality(String),
            user_name String CODEC(ZSTD),
            app LowCardinality(String),
            provider LowCardinality(String),
            model LowCardinality(String),
            model_served LowCardinality(String),
            status Int64 CODEC(ZSTD),
            error_class LowCardinality(String),
            fault LowCardinality(String),
            attempts Int64 CODEC(ZSTD),
            streamed Bool,
            cancelled Bool,
            tokens_in Int64 CODEC(ZSTD),
            tokens_cached Int64 CODEC(ZSTD),
            tokens_cache_write Int64 CODEC(ZSTD),
            tokens_cache_write_1h Int64 CODEC(ZSTD),
            tokens_out Int64 CODEC(ZSTD),
            tokens_reasoning Int64 CODEC(ZSTD),
            tokens_audio_in Int64 CODEC(ZSTD),
            tokens_audio_out Int64 CODEC(ZSTD),
            tokens_image_in Int64 CODEC(ZSTD),
            tokens_image_out Int64 CODEC(ZSTD),
            tokens_total Int64 CODEC(ZSTD),
            usage_source LowCardinality(String),
            cost_nanousd Int64 CODEC(ZSTD),
            price_state LowCardinality(String),
            request_bytes Int64 CODEC(ZSTD),
            response_bytes Int64 CODEC(ZSTD),
            events Int64 CODEC(ZSTD),
            ttft_us Int64 CODEC(ZSTD),
            ttfa_us Int64 CODEC(ZSTD),
            total_us Int64 CODEC(ZSTD),
            upstream_us Int64 CODEC(ZSTD),
            overhead_us Int64 CODEC(ZSTD),
            queue_us Int64 CODEC(ZSTD),
            explain String CODEC(ZSTD),
            ttft_ms Nullable(Float64) DEFAULT if(ttft_us < 0, NULL, ttft_us / 1000),
            version UInt64
        )
        ENGINE = ReplacingMergeTree(version)
        PARTITION BY toDate(time)
        ORDER BY id
        SETTINGS ttl_only_drop_parts = 1
        """;

    /// <summary>For a table that an earlier version made.</summary>
    private const string Added = """
        ALTER TABLE requests
            ADD COLUMN IF NOT EXISTS queue_us Int64 CODEC(ZSTD) AFTER overhead_us,
            ADD COLUMN IF NOT EXISTS explain String CODEC(ZSTD) AFTER queue_us
        """;

    private const string Contents = """
        CREATE TABLE IF NOT EXISTS request_contents (
            id FixedString(32),
            time DateTime64(3, 'UTC'),
            request String CODEC(ZSTD),
            response String CODEC(ZSTD),
            response_chunks Array(String) CODEC(ZSTD),
            truncated Bool,
            version UInt64
        )
        ENGINE = ReplacingMergeTree(version)
        PARTITION BY toDate(time)
        ORDER BY id
        SETTINGS ttl_only_drop_parts = 1
        """;

    public static async Task EnsureAsync(ClickHouseClient client, string database, RequestLogOptions options, CancellationToken stop)
    {
        // The name consists of letters, digits, dots, dashes and underscores (StoreUrl), so that quoting it is enough.
        await client.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS `{database}`", inDatabase: false, stop);
        await client.ExecuteAsync(Requests, inDatabase: true, stop);
        await client.ExecuteAsync(Added, inDatabase: true, stop);
        await client.ExecuteAsync(Contents, inDatabase: true, stop);
        await client.ExecuteAsync(Ttl("requests", options.RetentionDays), inDatabase: true, stop);
        await client.ExecuteAsync(Ttl("request_contents", Math.Min(options.ContentRetentionDays, options.RetentionDays)), inDatabase: true, stop);
    }

    private static string Ttl(string table, int days) => string.Create(
        CultureInfo.InvariantCulture, $"ALTER TABLE {table} MODIFY TTL toDateTime(time) + toIntervalDay({days}) SETTINGS materialize_ttl_after_modify = 0");
}
