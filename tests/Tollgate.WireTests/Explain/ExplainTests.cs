using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Explain;

/// <summary>Why a request went where it went, and where one would go.</summary>
public sealed class ExplainTests
{
    private const string AdminKey = "sk-admin-0123456789abcdef";
    private const string Admin = "authorization: Bearer " + AdminKey;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Two_attempts_are_told_with_times_outcome_and_who_was_left_out(string engine)
    {
        await using var failing = ScriptedUpstream.Start(s => s.Json(503, "{}"));
        await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Three(yaml, failing, good, "ordered"));
        await gateway.ControlPlaneAsync();

        var answer = await gateway.ChatAsync(Chat.Request("three"));
        answer.Status.ShouldBe(200);
        var explain = await ExplainOfAsync(gateway, answer["x-request-id"]!);

        explain.GetProperty("strategy").GetString().ShouldBe("ordered");
        var candidates = explain.GetProperty("candidates").EnumerateArray().Select(each => each.GetProperty("provider").GetString()).ToList();
        candidates.ShouldBe(["failing", "claude", "good"]);
        explain.GetProperty("candidates")[1].GetProperty("exclusion").GetString().ShouldBe("other_dialect");
        var attempts = explain.GetProperty("attempts");
        attempts.GetArrayLength().ShouldBe(2);
        (Text(attempts[0], "provider"), Text(attempts[0], "cause"), Text(attempts[0], "outcome"), attempts[0].GetProperty("status").GetInt32())
            .ShouldBe(("failing", "first", "answered", 503));
        (Text(attempts[1], "provider"), Text(attempts[1], "cause"), Text(attempts[1], "outcome"), attempts[1].GetProperty("status").GetInt32())
            .ShouldBe(("good", "next_target", "answered", 200));
        attempts[1].GetProperty("candidate").GetInt32().ShouldBe(2);
        attempts[1].GetProperty("start_us").GetInt64().ShouldBeGreaterThanOrEqualTo(attempts[0].GetProperty("first_byte_us").GetInt64());
        attempts[1].GetProperty("duration_us").GetInt64().ShouldBeGreaterThan(0);
        await Eventually.TrueAsync(() => gateway.AccessLog.Text().Contains("\"tried\":\"failing 503, good 200\"", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_dry_run_says_what_the_next_request_does_and_disturbs_nothing(string engine)
    {
        await using var one = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var two = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Three(yaml, one, two, "round_robin").RequestLimit(100, "1m", 100));
        await gateway.ControlPlaneAsync();

        for (var i = 0; i < 6; i++)
        {
            JsonElement told = default;
            for (var again = 0; again < 3; again++)
            {
                told = await AskAsync(gateway, """{"model":"three","key":"test"}""");
            }

            told.GetProperty("admitted").GetBoolean().ShouldBeTrue(told.ToString());
            var limit = told.GetProperty("limits").EnumerateArray().ShouldHaveSingleItem();
            (Text(limit, "subject"), limit.GetProperty("remaining").GetInt64() >= 100 - i).ShouldBe(("test", true));
            var expected = told.GetProperty("candidates")[told.GetProperty("target").GetInt32()].GetProperty("provider").GetString();
            (await gateway.ChatAsync(Chat.Request("three")))["x-tollgate-provider"].ShouldBe(expected);
        }

        (one.Requests.Count + two.Requests.Count).ShouldBe(6);
        await Eventually.TrueAsync(() => gateway.AccessLog.Text().Split("\"path\":\"/v1/chat/completions\"").Length == 1 + 6);
        (await gateway.MetricsAsync()).Sum("llm_requests_total", ("model", "three")).ShouldBe(6);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_would_be_refused_is_told_with_the_reason(string engine)
    {
        await using var one = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Three(yaml, one, one, "ordered")
            .RequestLimit(1, "1h", 1, key: "test")
            .Key("narrow", "sk-narrow-0123456789abcdef", ("models", (string[])["gpt-*"])));
        await gateway.ControlPlaneAsync();
        await gateway.ChatAsync(Chat.Request("three"));

        foreach (var (question, code) in ((string, string)[])
        [
            ("""{"model":"three","key":"test"}""", "RATE_LIMIT_EXCEEDED"),
            ("""{"model":"three","key":"narrow"}""", "FORBIDDEN"),
            ("""{"model":"three","key":"nobody"}""", "AUTH_INVALID_TOKEN"),
            ("""{"model":"three","provider":"elsewhere"}""", "MODEL_NOT_FOUND"),
        ])
        {
            var told = await AskAsync(gateway, question);
            told.GetProperty("admitted").GetBoolean().ShouldBeFalse(question);
            Text(told.GetProperty("refusal"), "code").ShouldBe(code, question);
        }

        (await AskAsync(gateway, """{"model":"three"}""")).GetProperty("admitted").GetBoolean().ShouldBeTrue();
        (await AskAsync(gateway, """{"model":"three","surface":"messages"}""")).GetProperty("candidates")[1].GetProperty("exclusion").GetString().ShouldBe("other_dialect");
        foreach (var bad in (string[])["""{"model":"three","surface":"nonsense"}""", """{"model":""}""", """{"model":"m","max_tokens":0}""", """{"model":"m","body":[]}""", """{"nodel":"m"}"""])
        {
            var answer = await PostAsync(gateway, bad);
            answer.Status.ShouldBe(400, bad);
            answer.BodyText.ShouldContain("VALIDATION_ERROR");
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_clients_own_mark_is_worth_nothing(string engine)
    {
        await using var one = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, one);

        (await gateway.ChatAsync(Chat.Request(), "x-tollgate-explain: ")).BodyText.ShouldBe(Chat.Answer);
        await using var client = await gateway.ConnectAsync();
        (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), "x-tollgate-explain: ")).Status.ShouldBe(401);
        Encoding.ASCII.GetString(one.Requests.ShouldHaveSingleItem().HeadBytes).ShouldNotContain("x-tollgate-explain");
    }

    private static GatewayYaml Three(GatewayYaml yaml, ScriptedUpstream first, ScriptedUpstream last, string strategy) => yaml
        .Set("auth", "admin_key", AdminKey)
        .Provider("failing", first.BaseUrl, ("models", (string[])["a"]))
        .Provider("claude", first.BaseUrl, ("kind", "anthropic"), ("formats", (string[])["rerank"]), ("models", (string[])["b"]))
        .Provider("good", last.BaseUrl, ("models", (string[])["c"]))
        .Add("models", $$"""{ name: three, strategy: {{strategy}}, targets: [{ provider: failing, model: a }, { provider: claude, model: b }, { provider: good, model: c }] }""");

    private static string? Text(JsonElement from, string name) => from.GetProperty(name).GetString();

    private static async Task<RawResponse> PostAsync(RunningGateway gateway, string question)
    {
        await using var client = await gateway.ConnectAsync();
        return await client.ExchangeAsync("POST", "/api/explain", question, Admin, "content-type: application/json");
    }

    private static async Task<JsonElement> AskAsync(RunningGateway gateway, string question)
    {
        var answer = await PostAsync(gateway, question);
        answer.Status.ShouldBe(200, answer.ToString());
        return JsonDocument.Parse(answer.BodyText).RootElement;
    }

    /// <summary>The record reaches the store behind the answer.</summary>
    private static async Task<JsonElement> ExplainOfAsync(RunningGateway gateway, string id)
    {
        await using var client = await gateway.ConnectAsync();
        var text = "";
        await Eventually.TrueAsync(async () =>
        {
            var answer = await client.ExchangeAsync("GET", "/api/requests/" + id, null, Admin);
            text = answer.BodyText;
            return answer.Status == 200;
        });
        return JsonDocument.Parse(text).RootElement.GetProperty("explain");
    }
}
