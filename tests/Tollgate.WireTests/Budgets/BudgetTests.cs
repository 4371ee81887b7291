using System.Globalization;
using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Budgets;

/// <summary>An output token costs ten cents and a prompt nothing, so that an answer of three tokens costs 30 cents, as estimated.</summary>
public sealed class BudgetTests
{
    private const string AdminKey = "sk-admin-canary-0123456789abcdef";
    private const string Price = "{ model: m, input: 0, output: 100000 }";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Asking = Chat.Request().Replace("\"stream\":false", "\"max_tokens\":3", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_budget_stops_requests_with_402_raises_each_threshold_once_and_is_told_by_the_admin_api(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StartAsync(engine, upstream, "{ scope: key, limit_usd: 0.9 }", "{ name: soft, scope: global, period: day, limit_usd: 0.1, hard: false, alerts: [100] }");

        for (var i = 0; i < 3; i++) { (await gateway.ChatAsync(Asking)).Status.ShouldBe(200); }
        var refused = await gateway.ChatAsync(Asking);

        refused.Status.ShouldBe(402, refused.ToString());
        int.Parse(refused["retry-after"]!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 86_400);
        var error = JsonDocument.Parse(refused.BodyText).RootElement.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe("BUDGET_EXCEEDED");
        var message = error.GetProperty("message").GetString()!;
        message.ShouldContain("key budget of 0.9 USD per month");
        message.ShouldMatch(@"resets at \d{4}-\d{2}-01T00:00:00Z");
        upstream.Requests.Count.ShouldBe(3);

        await gateway.ControlPlaneAsync();
        JsonElement budgets = default;
        await Eventually.TrueAsync(async () => (budgets = await BudgetsAsync(gateway)).GetProperty("alerts").GetArrayLength() >= 4, Patience);
        budgets.GetProperty("alerts").EnumerateArray().Select(Say).Order(StringComparer.Ordinal).ShouldBe(["key:*:month test 100", "key:*:month test 50", "key:*:month test 80", "soft global 100"]);
        var first = budgets.GetProperty("data")[0];
        first.GetProperty("refused").GetInt64().ShouldBe(1);
        var subject = first.GetProperty("subjects")[0];
        (subject.GetProperty("name").GetString(), subject.GetProperty("spent_nanousd").GetInt64(), subject.GetProperty("reserved_nanousd").GetInt64(), subject.GetProperty("percent").GetInt64())
            .ShouldBe(("test", 900_000_000, 0, 100));
        budgets.GetProperty("data")[1].GetProperty("subjects")[0].GetProperty("percent").GetInt64().ShouldBe(900);

        var metrics = await gateway.MetricsAsync();
        metrics.Sum("llm_budget_refused_total", ("budget", "key:*:month")).ShouldBe(1);
        metrics.Sum("llm_budget_alerts_total", ("budget", "key:*:month")).ShouldBe(3);
        metrics.Sum("llm_budget_used_ratio", ("budget", "soft")).ShouldBe(9);
        metrics.Sum("llm_budget_known").ShouldBe(1);
        await Eventually.TrueAsync(() => gateway.Log.Split("\"event\":1760").Length == 5, Patience);
        await Eventually.TrueAsync(() => gateway.Log.Contains("\"event\":1761", StringComparison.Ordinal), Patience);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Fifty_requests_at_once_do_not_pass_a_small_budget(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StartAsync(engine, upstream, "{ scope: key, limit_usd: 3.1 }", "{ scope: org, limit_usd: 5 }");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => gateway.ChatAsync(Asking)));

        answers.Count(answer => answer.Status == 200).ShouldBe(10);
        answers.Count(answer => answer.Status == 402).ShouldBe(40);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_failed_request_gives_its_reservation_back_and_a_stream_is_counted(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Decide(request =>
            request.BodyText.Contains("\"stream\":true", StringComparison.Ordinal)
                ? new UpstreamScript().Event(Chat.Delta("Hi")).Event("""{"id":"c","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""").Done()
                : new UpstreamScript().Json(400, """{"error":{"message":"no"}}""")));
        await using var gateway = await StartAsync(engine, upstream, "{ scope: model, match: m, limit_usd: 0.3 }");

        for (var i = 0; i < 5; i++) { (await gateway.ChatAsync(Asking)).Status.ShouldBe(400); }
        var stream = Asking.Replace("\"max_tokens\":3", "\"max_tokens\":3,\"stream\":true", StringComparison.Ordinal);
        (await gateway.ChatAsync(stream)).Status.ShouldBe(200);
        (await gateway.ChatAsync(stream)).Status.ShouldBe(402);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_budget_that_comes_with_a_reload_counts_from_then_on_and_an_edit_keeps_what_was_spent(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await StartAsync(engine, upstream);
        (await gateway.ChatAsync(Asking)).Status.ShouldBe(200);

        gateway.WriteConfig(yaml => Configure(yaml, upstream, "{ name: a, scope: global, limit_usd: 0.35 }"));
        await gateway.ControlPlaneAsync();
        await Eventually.TrueAsync(async () => (await BudgetsAsync(gateway)) is var now && now.GetProperty("data").GetArrayLength() == 1 && now.GetProperty("known").GetBoolean(), Patience);
        var statuses = new List<int>();
        for (var i = 0; i < 3; i++) { statuses.Add((await gateway.ChatAsync(Asking)).Status); }
        statuses.ShouldContain(402);
        statuses[^1].ShouldBe(402);

        gateway.WriteConfig(yaml => Configure(yaml, upstream, "{ name: a, scope: global, limit_usd: 100 }"));
        await Eventually.TrueAsync(async () => (await gateway.ChatAsync(Asking)).Status == 200, Patience);
        (await BudgetsAsync(gateway)).GetProperty("data")[0].GetProperty("subjects")[0].GetProperty("spent_nanousd").GetInt64().ShouldBeGreaterThanOrEqualTo(600_000_000);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_is_free_passes_a_used_up_budget_and_what_has_no_price_does_not(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => Configure(yaml, upstream, "{ scope: key, limit_usd: 0.3 }").Add("prices", "{ model: free, input: 0, output: 0 }"));
        var unpriced = Asking.Replace("\"model\":\"m\"", "\"model\":\"home-made\"", StringComparison.Ordinal);
        (await gateway.ChatAsync(unpriced)).Status.ShouldBe(200);
        (await gateway.ChatAsync(Asking)).Status.ShouldBe(200);

        (await gateway.ChatAsync(Asking)).Status.ShouldBe(402);
        (await gateway.ChatAsync(Asking.Replace("\"model\":\"m\"", "\"model\":\"free\"", StringComparison.Ordinal))).Status.ShouldBe(200);
        (await gateway.ChatAsync(unpriced)).Status.ShouldBe(402);
        (await gateway.MetricsAsync()).Sum("llm_budget_unpriced_total").ShouldBe(1);
    }

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream upstream, params string[] budgets) =>
        RunningGateway.StartAsync(engine, yaml => Configure(yaml, upstream, budgets));

    private static GatewayYaml Configure(GatewayYaml yaml, ScriptedUpstream upstream, params string[] budgets)
    {
        yaml.Provider("up", upstream.BaseUrl).Add("prices", Price).Set("auth", "admin_key", AdminKey);
        foreach (var budget in budgets) { yaml.Add("budgets", budget); }
        return yaml;
    }

    private static async Task<JsonElement> BudgetsAsync(RunningGateway gateway)
    {
        await using var client = await gateway.ConnectAsync();
        var answer = await client.ExchangeAsync("GET", "/api/budgets", null, "authorization: Bearer " + AdminKey);
        answer.Status.ShouldBe(200, answer.ToString());
        return JsonDocument.Parse(answer.BodyText).RootElement;
    }

    private static string Say(JsonElement alert) => string.Create(
        CultureInfo.InvariantCulture, $"{alert.GetProperty("budget").GetString()} {alert.GetProperty("subject_name").GetString()} {alert.GetProperty("percent").GetInt32()}");
}
