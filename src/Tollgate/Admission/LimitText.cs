using System.Globalization;
using System.Text;
using Tollgate.Configuration;

namespace Tollgate.Admission;

/// <summary>Rules in words: names for those that were given none, and what a client reads that one stopped.</summary>
internal static class LimitText
{
    private const int MaxSubject = 40;

    /// <summary>A name made of a rule's parts: <c>key-requests-1m</c>, <c>model-smart-tokens-1h</c>.</summary>
    public static string NameOf(LimitConfig config)
    {
        var scope = Lower(config.Scope.ToString());
        var subject = config.Match == "*" ? scope : $"{scope}-{Plain(config.Match)}";
        return config.Metric == LimitMetric.Concurrency
            ? subject + "-concurrency"
            : $"{subject}-{Lower(config.Metric.ToString())}-{Window(config.Window)}";
    }

    /// <summary>The rule as an item of <c>RateLimit-Policy</c> (draft-ietf-httpapi-ratelimit-headers-10): name, quota, unit, window in seconds.</summary>
    public static byte[] Policy(LimitRule rule)
    {
        var unit = rule.Metric switch
        {
            LimitMetric.Requests => "",
            LimitMetric.Concurrency => ";qu=\"concurrent-requests\"",
            _ => $";qu=\"{Lower(rule.Metric.ToString())}\"",
        };
        var window = Math.Max(1, (rule.Window.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        var time = rule.Metric == LimitMetric.Concurrency ? "" : string.Create(CultureInfo.InvariantCulture, $";w={window}");
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{rule.Name}\";q={rule.Limit}{unit}{time}"));
    }

    /// <summary>What a client reads whose request a rule stopped. Names the rule, its scope and its window; never the subject.</summary>
    public static string Refusal(in LimitVerdict verdict)
    {
        var rule = verdict.Blocking!.Rule;
        if (verdict.IsNever)
        {
            return $"The request needs more {Unit(rule)} at once than limit \"{rule.Name}\" ever admits ({Amount(rule)}). Lower max_tokens or shorten the prompt.";
        }

        var retry = verdict.RetryMs > 0 ? string.Create(CultureInfo.InvariantCulture, $" Retry in {verdict.RetryAfterSeconds} s.") : " Retry when one of them has ended.";
        return $"Rate limit exceeded: limit \"{rule.Name}\" admits {Amount(rule)} {Per(rule)}.{retry}";
    }

    /// <summary>A window as a configuration has it: <c>1m</c>, <c>36h</c>.</summary>
    public static string Window(TimeSpan window)
    {
        var (count, unit) = window switch
        {
            { Ticks: var t } when t % TimeSpan.TicksPerDay == 0 => (t / TimeSpan.TicksPerDay, "d"),
            { Ticks: var t } when t % TimeSpan.TicksPerHour == 0 => (t / TimeSpan.TicksPerHour, "h"),
            { Ticks: var t } when t % TimeSpan.TicksPerMinute == 0 => (t / TimeSpan.TicksPerMinute, "m"),
            { Ticks: var t } when t % TimeSpan.TicksPerSecond == 0 => (t / TimeSpan.TicksPerSecond, "s"),
            _ => ((long)window.TotalMilliseconds, "ms"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }

    private static string Amount(LimitRule rule)
    {
        var amount = rule.Algorithm == LimitAlgorithm.TokenBucket && rule.Metric != LimitMetric.Concurrency ? Math.Max(rule.Limit, rule.Burst) : rule.Limit;
        return rule.Metric == LimitMetric.Cost
            ? string.Create(CultureInfo.InvariantCulture, $"{(decimal)amount / 1_000_000_000:0.#########} USD")
            : string.Create(CultureInfo.InvariantCulture, $"{amount} {Unit(rule)}");
    }

    private static string Unit(LimitRule rule) => rule.Metric switch
    {
        LimitMetric.Tokens => "tokens",
        LimitMetric.Cost => "US dollars",
        LimitMetric.Concurrency => "requests at once",
        _ => "requests",
    };

    private static string Per(LimitRule rule)
    {
        var whose = rule.Scope switch
        {
            LimitScope.Global => "for the whole gateway",
            LimitScope.Ip => "for a client address",
            LimitScope.Org => "for an organisation",
            LimitScope.App => "for an application",
            LimitScope.Endpoint => "for an endpoint",
            _ => "for a " + Lower(rule.Scope.ToString()),
        };
        return rule.Metric == LimitMetric.Concurrency ? whose : $"in {Window(rule.Window)} {whose}";
    }

    /// <summary>A subject's name as far as it may stand in a header.</summary>
    private static string Plain(string name) =>
        string.Concat(name.Take(MaxSubject).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_'));

    private static string Lower(string name) => name.ToLowerInvariant();
}
