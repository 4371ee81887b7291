using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tollgate.Admission;
using Tollgate.Configuration;
using Tollgate.Control.Http;

namespace Tollgate.Control.Limits;

/// <summary><c>/api/limits</c>: the rules in force in this process and how their subjects stand. Shows names, never credentials.</summary>
internal sealed class LimitsArea(LimitRegistry limits)
{
    private const int MaxLimit = 1000;
    private const int DefaultLimit = 100;

    private static readonly ApiOperation List = new("listLimits", "Limits", "Limits and how much of them is used")
    {
        Description = "State of this process. Amounts are requests, tokens or nano-USD. Pass `next` of an answer as `cursor`.",
        Query =
        [
            new("rule", "Name of a rule."),
            new("scope", "Scope of the rules.") { Values = [.. LimitWords.Scopes.Keys.Order(StringComparer.Ordinal)] },
            new("metric", "What the rules count.") { Values = [.. LimitWords.Metrics.Keys.Order(StringComparer.Ordinal)] },
            new("subject", "Name of a subject, such as a key's."),
            new("limit", "Subjects in an answer, 1 to 1,000. Default: 100.") { Type = "integer" },
            new("cursor", "`next` of the page before."),
        ],
        Answer = LimitJson.Default.LimitListBody,
        AnswerExample = """
            {"rules":[{"name":"key-requests-1m","scope":"key","match":"*","metric":"requests","limit":60,"window_seconds":60,"algorithm":"token_bucket",
              "burst":60,"on_exceeded":"reject","mode":"exact","subjects":1,"refused":0}],
             "data":[{"id":7,"rule":"key-requests-1m","scope":"key","metric":"requests","subject":"dev","limit":60,"used":3,"remaining":57,
              "reset_seconds":2.4,"holds":0,"waiting":2,"oldest_wait_seconds":1.5}]}
            """,
    };

    public static void Map(RouteGroupBuilder group, LimitRegistry limits) => group.MapApi("GET", "/api/limits", List, new LimitsArea(limits).ListAsync);

    private Task<IResult> ListAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, default);
        var rule = query.Text("rule");
        var scope = query.Word("scope", LimitWords.Scopes);
        var metric = query.Word("metric", LimitWords.Metrics);
        var subject = query.Text("subject");
        var count = query.Number("limit", 1, MaxLimit) ?? DefaultLimit;
        var after = CursorOf(query);
        if (query.Refusal is { } refusal)
        {
            return Task.FromResult(refusal);
        }

        var tables = limits.Tables
            .Where(table => rule is null || string.Equals(table.Rule.Name, rule, StringComparison.Ordinal))
            .Where(table => scope is null || table.Rule.Scope == scope)
            .Where(table => metric is null || table.Rule.Metric == metric)
            .ToList();
        var now = limits.Clock.NowUs;
        var page = tables.SelectMany(table => table.Cells)
            .Where(cell => cell.Id > after && (subject is null || string.Equals(cell.Subject, subject, StringComparison.Ordinal)))
            .OrderBy(cell => cell.Id)
            .Take(count + 1)
            .ToList();
        var next = page.Count > count ? page[count - 1].Id.ToString(CultureInfo.InvariantCulture) : null;
        var body = new LimitListBody(tables.ConvertAll(Body), [.. page.Take(count).Select(cell => Body(cell, now))], next);
        return Task.FromResult(Answers.Json(body, LimitJson.Default.LimitListBody));
    }

    private static long CursorOf(QueryReader query)
    {
        if (query.Raw("cursor") is not { } text)
        {
            return 0;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }

        query.Refuse("cursor", "must be the 'next' of an answer");
        return 0;
    }

    private LimitRuleBody Body(LimitTable table)
    {
        var rule = table.Rule;
        var timed = rule.Metric != LimitMetric.Concurrency;
        return new LimitRuleBody
        {
            Name = rule.Name,
            Scope = LimitWords.Of(rule.Scope),
            Match = rule.Match,
            Metric = LimitWords.Of(rule.Metric),
            Limit = rule.Limit,
            WindowSeconds = timed ? (long)Math.Ceiling(rule.Window.TotalSeconds) : null,
            Algorithm = timed ? LimitWords.Of(rule.Algorithm) : null,
            Burst = timed && rule.Algorithm == LimitAlgorithm.TokenBucket ? rule.Burst : null,
            OnExceeded = LimitWords.Of(rule.OnExceeded),
            Mode = LimitWords.Of(rule.Mode),
            Subjects = table.Count,
            Refused = limits.Refusals.Of(rule),
        };
    }

    private static LimitSubjectBody Body(LimitCell cell, long nowUs)
    {
        var rule = cell.Rule;
        var (used, reading) = cell.Inspect(nowUs);
        return new LimitSubjectBody
        {
            Id = cell.Id,
            Rule = rule.Name,
            Scope = LimitWords.Of(rule.Scope),
            Metric = LimitWords.Of(rule.Metric),
            Subject = cell.Subject,
            Limit = rule.Limit,
            Used = used,
            Remaining = reading.Remaining,
            ResetSeconds = rule.Metric == LimitMetric.Concurrency ? null : (decimal)reading.ResetMs / 1000,
            Holds = cell.Holds,
            Waiting = cell.Waiters?.Count ?? 0,
            OldestWaitSeconds = cell.Waiters is { Any: true } queue ? (decimal)queue.OldestWaitMs / 1000 : null,
        };
    }
}
