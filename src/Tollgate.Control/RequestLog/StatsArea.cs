using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Control.Http;
using Tollgate.Faults;

namespace Tollgate.Control.RequestLog;

/// <summary><c>/api/stats</c>: totals from the rollups, as JSON and as CSV.</summary>
internal sealed class StatsArea(IRequestLog? log, TimeProvider time)
{
    private static readonly ApiOperation Json = new("getStats", "Requests", "Totals over time and groups")
    {
        Description = "From rollups by the hour: `from` and `to` are widened to whole hours, and the answer says to which. The totals equal the sums of the rows exactly.",
        Query = StatsParameters.All,
        Answer = RequestLogJson.Default.StatsBody,
        AnswerExample = """
            {"from":"2026-11-20T00:00:00+00:00","to":"2026-11-21T00:00:00+00:00","interval":"day","group_by":["server"],"metric":"cost",
             "rows":[{"time":"2026-11-20T00:00:00+00:00","group":{"server":"openai"},"value":1250000,"totals":{"requests":10,"errors":0,"unpriced":0,"tokens":1500,"input_tokens":1000,
              "cached_tokens":0,"cache_write_tokens":0,"output_tokens":500,"reasoning_tokens":0,"cost_nanousd":1250000,"cost_usd":"0.00125","latency_us":812000}}],
             "total":{"requests":10,"errors":0,"unpriced":0,"tokens":1500,"input_tokens":1000,"cached_tokens":0,"cache_write_tokens":0,"output_tokens":500,"reasoning_tokens":0,
              "cost_nanousd":1250000,"cost_usd":"0.00125","latency_us":812000},"partial":false}
            """,
        Faults = [FaultCode.StorageError],
    };

    private static readonly ApiOperation Csv = new("getStatsCsv", "Requests", "Totals over time and groups, as CSV")
    {
        Description = "One line per row. A field that a spreadsheet would take for a formula has an apostrophe in front.",
        Query = StatsParameters.All,
        OtherTypes = ["text/csv"],
        Faults = [FaultCode.StorageError],
    };

    private static readonly string[] TotalColumns =
    [
        "requests", "errors", "unpriced", "tokens", "input_tokens", "cached_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens",
        "cost_nanousd", "cost_usd", "latency_us", "ttft_us",
    ];

    public static void Map(RouteGroupBuilder group, IRequestLog? log, TimeProvider time)
    {
        var area = new StatsArea(log, time);
        group.MapApi("GET", "/api/stats", Json, context => area.AnswerAsync(context, ToJson));
        group.MapApi("GET", "/api/stats.csv", Csv, context => area.AnswerAsync(context, ToCsv));
    }

    private static IResult ToJson(StatsQuestion question, StatsResult result) => Answers.Json(
        new StatsBody(
            result.From,
            result.To,
            question.Interval,
            question.Groups,
            question.Metric?.Name,
            [.. result.Rows.Select(row => ItemOf(question, row))],
            TotalsBody.Of(result.Total),
            result.Partial),
        RequestLogJson.Default.StatsBody);

    private static StatsItem ItemOf(StatsQuestion question, StatsRow row)
    {
        var totals = TotalsBody.Of(row.Totals);
        var group = new Dictionary<string, string>(question.Groups.Zip(row.Group, KeyValuePair.Create), StringComparer.Ordinal);
        return new StatsItem(row.Bucket, group, question.Metric is { } asked ? StatsMetrics.Of(totals, asked.Metric) : null, totals);
    }

    private static IResult ToCsv(StatsQuestion question, StatsResult result)
    {
        var text = new StringBuilder();
        CsvText.AppendLine(text, ["time", .. question.Groups, .. question.Metric is { } one ? [one.Name] : TotalColumns]);
        foreach (var row in result.Rows)
        {
            var totals = TotalsBody.Of(row.Totals);
            var values = question.Metric is { } asked ? [Number(StatsMetrics.Of(totals, asked.Metric))] : Columns(totals);
            CsvText.AppendLine(text, [row.Bucket.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), .. row.Group, .. values]);
        }

        return new CsvAnswer(text.ToString(), "stats.csv");
    }

    private static string[] Columns(TotalsBody totals) =>
    [
        Number(totals.Requests), Number(totals.Errors), Number(totals.Unpriced), Number(totals.Tokens), Number(totals.InputTokens), Number(totals.CachedTokens),
        Number(totals.CacheWriteTokens), Number(totals.OutputTokens), Number(totals.ReasoningTokens), Number(totals.CostNanousd), totals.CostUsd,
        Number(totals.LatencyUs), Number(totals.TtftUs),
    ];

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private async Task<IResult> AnswerAsync(HttpContext context, Func<StatsQuestion, StatsResult, IResult> shape)
    {
        var query = new QueryReader(context.Request.Query, time.GetUtcNow());
        var question = StatsParameters.Read(query);
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        return log is null ? RequestsArea.SwitchedOff : shape(question, await log.StatsAsync(question.Query, context.RequestAborted));
    }
}
