using System.Globalization;
using System.Text;
using Tollgate.Control.Http;

namespace Tollgate.Control.RequestLog;

/// <summary>Recorded requests as lines of CSV: a column for each field of <see cref="RequestItem"/>.</summary>
internal static class RequestCsv
{
    private static readonly (string Name, Func<RequestItem, string?> Value)[] Columns =
    [
        ("id", item => item.Id),
        ("time", item => item.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        ("request_id", item => item.RequestId),
        ("trace_id", item => item.TraceId),
        ("node", item => item.Node),
        ("client_ip", item => item.ClientIp),
        ("method", item => item.Method),
        ("path", item => item.Path),
        ("route", item => item.Route),
        ("key", item => item.Key),
        ("org", item => item.Org),
        ("team", item => item.Team),
        ("user", item => item.User),
        ("app", item => item.App),
        ("model", item => item.Model),
        ("upstream_model", item => item.UpstreamModel),
        ("provider", item => item.Provider),
        ("status", item => Number(item.Status)),
        ("error_class", item => item.ErrorClass),
        ("error_code", item => item.ErrorCode),
        ("cancelled", item => Flag(item.Cancelled)),
        ("stream", item => Flag(item.Stream)),
        ("attempts", item => Number(item.Attempts)),
        ("estimated", item => Flag(item.Estimated)),
        ("input_tokens", item => Number(item.InputTokens)),
        ("cached_tokens", item => Number(item.CachedTokens)),
        ("cache_write_tokens", item => Number(item.CacheWriteTokens)),
        ("output_tokens", item => Number(item.OutputTokens)),
        ("reasoning_tokens", item => Number(item.ReasoningTokens)),
        ("price", item => item.Price),
        ("cost_nanousd", item => Number(item.CostNanousd)),
        ("cost_usd", item => item.CostUsd),
        ("request_bytes", item => Number(item.RequestBytes)),
        ("response_bytes", item => Number(item.ResponseBytes)),
        ("events", item => Number(item.Events)),
        ("ttft_us", item => Number(item.TtftUs)),
        ("ttfa_us", item => Number(item.TtfaUs)),
        ("total_us", item => Number(item.TotalUs)),
        ("upstream_us", item => Number(item.UpstreamUs)),
        ("overhead_us", item => Number(item.OverheadUs)),
        ("queue_us", item => Number(item.QueueUs)),
    ];

    /// <summary>The first line.</summary>
    public static string Header { get; } = string.Join(',', Columns.Select(column => column.Name)) + "\r\n";

    /// <summary>Appends the line of a request.</summary>
    public static void Append(StringBuilder text, RequestItem item)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            CsvText.AppendField(text, Columns[i].Value(item) ?? "");
        }

        text.Append("\r\n");
    }

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "true" : "false";
}
