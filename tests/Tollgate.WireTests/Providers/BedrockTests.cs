using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Providers;

/// <summary>Bedrock checks each request's signature over what came on the wire; so does this upstream, with code of its own.</summary>
public sealed class BedrockTests
{
    private const string Secret = "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY";
    private const string Converse =
        """{"output":{"message":{"role":"assistant","content":[{"text":"Hello there"}]}},"stopReason":"end_turn","usage":{"inputTokens":9,"outputTokens":3,"totalTokens":12},"metrics":{"latencyMs":1}}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_chat_goes_out_as_converse_with_a_signature_over_its_exact_bytes(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Converse));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Add(
            "providers",
            $"{{ name: br, kind: bedrock, base_url: '{upstream.Origin}', region: eu-west-1, access_key_id: AKIDEXAMPLE, secret_access_key: {Secret}, session_token: tmp, models: {{ claude: 'eu.anthropic.claude-x:0' }} }}"));
        var answer = await gateway.ChatAsync(Chat.Request("claude", content: "Grüße"));
        answer.Status.ShouldBe(200, answer.ToString());
        answer.BodyText.ShouldContain("Hello there");
        var request = upstream.LastRequest;
        request.Target.ShouldBe("/model/eu.anthropic.claude-x%3A0/converse");
        request["authorization"].ShouldBe(Expected(request, "eu-west-1"));
        gateway.Log.ShouldNotContain(Secret);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_health_check_is_signed_anew_as_a_request_is(string engine)
    {
        var isWell = true;
        await using var upstream = ScriptedUpstream.Choose(request => new UpstreamScript().Json(request.Method == "GET" && !isWell ? 503 : 200, Converse));
        await using var other = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Add(
                "providers",
                $"{{ name: br, kind: bedrock, base_url: '{upstream.Origin}', region: eu-west-1, access_key_id: AKIDEXAMPLE, secret_access_key: {Secret}, session_token: tmp, models: [m], "
                + "health_check: { path: '/up?b=1&a=2', interval_seconds: 0.1, timeout_seconds: 30, healthy_after: 1, unhealthy_after: 1 } }")
            .Provider("other", other.BaseUrl, ("models", (string[])["m"])));
        (await gateway.ChatAsync(Chat.Request("m")))["x-tollgate-provider"].ShouldBe("br");

        isWell = false;
        await Eventually.TrueAsync(async () => (await gateway.ChatAsync(Chat.Request("m")))["x-tollgate-provider"] == "other");

        await Eventually.TrueAsync(() => upstream.Requests.Count(request => request.Method == "GET") > 1);
        upstream.Requests.Where(request => request.Method == "GET").ShouldAllBe(check => check.Target == "/up?b=1&a=2" && check["authorization"] == Expected(check, "eu-west-1"));
    }

    [Fact]
    public async Task A_key_of_bedrocks_own_goes_into_a_header_instead()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Converse));
        await using var gateway = await RunningGateway.StartAsync(Engines.Sockets, yaml => yaml.Provider(
            "br", upstream.Origin, ("kind", "bedrock"), ("region", "us-east-1"), ("models", (string[])["m"])));
        (await gateway.ChatAsync(Chat.Request("m"))).Status.ShouldBe(200);
        upstream.LastRequest["authorization"].ShouldBe("Bearer " + Secrets.ProviderKey);
        upstream.LastRequest["x-amz-date"].ShouldBeNull();
    }

    private static string Expected(ReceivedRequest request, string region)
    {
        const string Signed = "host;x-amz-date;x-amz-security-token";
        var time = request["x-amz-date"]!;
        var scope = $"{time[..8]}/{region}/bedrock/aws4_request";
        var path = string.Join('/', request.Path.Split('/').Select(Uri.EscapeDataString));
        var query = string.Join('&', request.Target.Split('?').Skip(1).SelectMany(parts => parts.Split('&')).Order(StringComparer.Ordinal));
        var canonical = string.Join('\n', request.Method, path, query, "host:" + request["host"], "x-amz-date:" + time, "x-amz-security-token:tmp", "", Signed, Hash(request.Body));
        var text = string.Join('\n', "AWS4-HMAC-SHA256", time, scope, Hash(Encoding.UTF8.GetBytes(canonical)));
        var key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (var part in scope.Split('/')) { key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)); }
        return $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={Signed}, Signature={Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))}";
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
