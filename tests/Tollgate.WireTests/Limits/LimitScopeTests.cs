using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Limits;

public sealed class LimitScopeTests
{
    private const string OtherKey = "sk-other-key-of-acme-01";

    /// <summary>A rule for two requests, what makes a request one of its subject, and what makes it another's.</summary>
    public static TheoryData<string, string, string, string> Scopes()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var (rule, mine, others) in new[]
        {
            ("scope: key, match: other", "key=" + OtherKey, ""),
            ("scope: key", "", "key=" + OtherKey),
            ("scope: org, match: acme", "key=" + OtherKey, ""),
            ("scope: app", "app-name: one", "app-name: two"),
            ("scope: app, match: one", "app-name: one", ""),
            ("scope: model, match: m1", "model=m1", "model=m2"),
            ("scope: model", "model=m1", "model=m2"),
            ("scope: endpoint, match: chat", "", "path=/v1/completions"),
            ("scope: ip", "x-forwarded-for: 192.0.2.1", "x-forwarded-for: 192.0.2.2"),
            ("scope: ip", "x-forwarded-for: 2001:db8::1", "x-forwarded-for: 2001:db8:0:1::1"),
            ("scope: global", "", "health"),
        })
        {
            foreach (var row in Engines.All())
            {
                data.Add(row.Data, rule, mine, others);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task A_rule_stops_its_own_subject_and_nobody_else(string engine, string rule, string mine, string others)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl)
            .Set("server", "trusted_proxies", (string[])["127.0.0.1"])
            .Key("other", OtherKey, ("org", "acme"))
            .Add("limits", "{ name: two, " + rule + ", metric: requests, limit: 2, per: 1h }"));
        for (var left = 1; left >= 0; left--)
        {
            var answer = await SendAsync(gateway, mine);
            answer.Status.ShouldBe(200, answer.ToString());
            answer["ratelimit-limit"].ShouldBe("2");
            answer["ratelimit-remaining"].ShouldBe(left.ToString(System.Globalization.CultureInfo.InvariantCulture));
            answer["ratelimit-policy"].ShouldBe("\"two\";q=2;w=3600");
        }

        var refused = await SendAsync(gateway, mine);
        refused.ShouldBeError(429, "RATE_LIMIT_EXCEEDED");
        refused.BodyText.ShouldContain("two");
        refused.BodyText.ShouldContain("2 requests in 1h");
        int.Parse(refused["retry-after"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1700, 1800);
        refused["x-ratelimit-remaining-requests"].ShouldBe("0");
        (await SendAsync(gateway, others)).Status.ShouldBe(200);
        upstream.Requests.Count.ShouldBe(others == "health" ? 2 : 3);
        var scope = rule.Split([' ', ','])[1];
        (await gateway.MetricsAsync()).Sum("llm_limiter_rejections_total", ("rule", "two"), ("scope", scope), ("metric", "requests")).ShouldBe(1);
        await gateway.StopAsync();
        gateway.Log.ShouldContain("A limit refuses requests");
        gateway.Log.ShouldNotContain(OtherKey);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task All_rules_of_a_request_count_or_none_does(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl)
            .Add("limits", "{ name: roomy, scope: global, metric: requests, limit: 10, per: 1h }")
            .Add("limits", "{ name: tight, scope: model, match: m1, metric: requests, limit: 1, per: 1h }"));
        (await gateway.ChatAsync(Chat.Request("m1"))).Status.ShouldBe(200);
        for (var i = 0; i < 5; i++)
        {
            (await gateway.ChatAsync(Chat.Request("m1"))).Status.ShouldBe(429);
        }

        var other = await gateway.ChatAsync(Chat.Request("m2"));
        other["ratelimit-remaining"].ShouldBe("8", "what was refused took nothing of the other rule");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_30_One_key_that_floods_takes_nothing_of_anothers_limit(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl).Key("other", OtherKey).RequestLimit(20, "1h", 20));
        await using var flooder = await gateway.ConnectAsync();
        var refused = 0;
        for (var i = 0; i < 200; i++)
        {
            refused += (await flooder.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization)).Status == 429 ? 1 : 0;
        }

        refused.ShouldBe(180);
        for (var i = 0; i < 20; i++)
        {
            (await SendAsync(gateway, "key=" + OtherKey)).Status.ShouldBe(200);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_address_without_a_valid_key_is_told_to_slow_down_and_a_valid_key_from_it_is_served(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl).Set("server", "trusted_proxies", (string[])["127.0.0.1"]).Set("auth", "keyless_requests_per_minute", 2));
        await using var client = await gateway.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            (await client.ExchangeAsync("GET", "/v1/models", null, "authorization: Bearer sk-guess-" + i)).Status.ShouldBe(401);
        }

        var refused = await client.ExchangeAsync("GET", "/v1/models", null, "authorization: Bearer sk-guess");
        refused.BodyText.ShouldContain("for a client address");
        refused.ShouldBeError(429, "RATE_LIMIT_EXCEEDED");
        int.Parse(refused["retry-after"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 30);
        (await client.ExchangeAsync("GET", "/v1/models", null)).Status.ShouldBe(429);
        (await client.ExchangeAsync("GET", "/v1/models", null, "x-forwarded-for: 198.51.100.7")).Status.ShouldBe(401, "behind a trusted proxy the client counts");
        (await client.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200);
        (await client.ExchangeAsync("GET", "/metrics", null)).Status.ShouldBe(200);
        (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization)).Status.ShouldBe(200);
    }

    private static async Task<RawResponse> SendAsync(RunningGateway gateway, string what)
    {
        var key = what.StartsWith("key=", StringComparison.Ordinal) ? what[4..] : gateway.Key;
        var model = what.StartsWith("model=", StringComparison.Ordinal) ? what[6..] : "m";
        await using var client = await gateway.ConnectAsync();
        if (what == "health")
        {
            return await client.ExchangeAsync("GET", "/health", null);
        }

        var path = what.StartsWith("path=", StringComparison.Ordinal) ? what[5..] : "/v1/chat/completions";
        var body = path.EndsWith("/completions", StringComparison.Ordinal) && !path.Contains("chat", StringComparison.Ordinal)
            ? """{"model":"m","prompt":"Hi"}""" : Chat.Request(model);
        return await client.ExchangeAsync("POST", path, body, ["authorization: Bearer " + key, .. what.Contains(": ", StringComparison.Ordinal) ? [what] : Array.Empty<string>()]);
    }
}
