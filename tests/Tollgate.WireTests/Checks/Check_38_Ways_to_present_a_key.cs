using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_38_Ways_to_present_a_key
{
    private const string Limited = "sk-limited-to-one-model";
    private const string Plain = "sk-without-passthrough";

    private static readonly string[] Ways = ["authorization: Bearer {0}", "x-api-key: {0}", "api-key: {0}", "x-goog-api-key: {0}", "?key={0}"];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_38_Every_way_to_present_a_key_gets_the_same_verdict(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Configure(yaml, upstream));
        foreach (var way in Ways)
        {
            (await SendAsync(gateway, way, Limited, "allowed")).Status.ShouldBe(200, way);
            (await SendAsync(gateway, way, Limited, "forbidden")).ShouldBeError(403, "FORBIDDEN");
            (await SendAsync(gateway, way, "sk-nobody-knows-this", "allowed")).ShouldBeError(401, "AUTH_INVALID_TOKEN");
            (await SendAsync(gateway, way, Plain, model: null)).ShouldBeError(403, "FORBIDDEN");
        }

        var none = await RawAsync(gateway, "/v1/chat/completions", Chat.Request("allowed"));
        none.ShouldBeError(401, "AUTH_MISSING_TOKEN");
        none.BodyText.ShouldContain("Unauthorized");
        none.BodyText.ShouldContain("missing");
        upstream.Requests.Count.ShouldBe(Ways.Length);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_38_Limit_is_one_however_the_key_is_presented(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Configure(yaml, upstream).RequestLimit(Ways.Length, "1h", Ways.Length, "limited"));
        foreach (var way in Ways)
        {
            (await SendAsync(gateway, way, Limited, "allowed")).Status.ShouldBe(200, way);
        }

        foreach (var way in Ways)
        {
            var refused = await SendAsync(gateway, way, Limited, "allowed");
            refused.ShouldBeError(429, "RATE_LIMIT_EXCEEDED");
            refused["retry-after"].ShouldNotBeNull();
            refused["x-ratelimit-remaining-requests"].ShouldBe("0");
        }

        (await gateway.ChatAsync(Chat.Request("allowed"))).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_38_Two_different_keys_in_a_request_are_400_and_the_same_one_twice_is_one(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Configure(yaml, upstream));
        foreach (var first in Ways)
        {
            foreach (var second in Ways.Where(way => way != first))
            {
                (await SendBothAsync(gateway, first, Limited, second, Plain)).ShouldBeError(400, "VALIDATION_ERROR");
                (await SendBothAsync(gateway, first, Limited, second, Limited)).Status.ShouldBe(200, $"{first} and {second}");
            }
        }
    }

    private static GatewayYaml Configure(GatewayYaml yaml, ScriptedUpstream upstream) => yaml
        .Provider("up", upstream.BaseUrl, ("default", true))
        .Key("limited", Limited, ("models", (string[])["allowed"]))
        .Key("plain", Plain, ("passthrough", false));

    /// <summary>A chat completion; without a model a call that needs the permission to pass through.</summary>
    private static Task<RawResponse> SendAsync(RunningGateway gateway, string way, string key, string? model)
    {
        var (query, headers) = Present([(way, key)]);
        return model is null
            ? RawAsync(gateway, "/v1/files" + query, null, headers)
            : RawAsync(gateway, "/v1/chat/completions" + query, Chat.Request(model), headers);
    }

    private static Task<RawResponse> SendBothAsync(RunningGateway gateway, string first, string firstKey, string second, string secondKey)
    {
        var (query, headers) = Present([(first, firstKey), (second, secondKey)]);
        return RawAsync(gateway, "/v1/chat/completions" + query, Chat.Request("allowed"), headers);
    }

    private static (string Query, string[] Headers) Present((string Way, string Key)[] keys)
    {
        var lines = keys.Select(key => key.Way.Replace("{0}", key.Key, StringComparison.Ordinal)).ToArray();
        return (string.Concat(lines.Where(line => line[0] == '?')), [.. lines.Where(line => line[0] != '?')]);
    }

    private static async Task<RawResponse> RawAsync(RunningGateway gateway, string target, string? body, params string[] headers)
    {
        await using var client = await gateway.ConnectAsync();
        return await client.ExchangeAsync(body is null ? "GET" : "POST", target, body, headers);
    }
}
