using System.Globalization;
using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Crashing;
using Tollgate.FaultTests.Harness;
using Tollgate.FaultTests.Outages;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Overload;

/// <summary>The gateway can open no connection: no target is to blame for that.</summary>
public sealed class OwnShortageTests
{
    private const int Requests = 30;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requests_without_a_descriptor_are_told_to_come_again_and_open_no_breaker(string engine)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are taken away with prlimit.");
        await using var one = Closing();
        await using var two = Closing();
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml
            .Provider("one", one.BaseUrl, ("models", (string[])["a"]))
            .Provider("two", two.BaseUrl, ("models", (string[])["b"]))
            .Add("models", "{ name: m, strategy: round_robin, targets: [ { provider: one, model: a }, { provider: two, model: b } ] }")
            .Set("auth", "admin_key", RecordedRequests.AdminKey));
        await host.ControlPlaneStartsAsync();
        await using var client = await host.ConnectAsync();
        (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization)).Status.ShouldBe(200);
        await RefuseOnceAsync(client, host);
        var asked = one.Requests.Count + two.Requests.Count;

        await LimitAsync(host, 3); // numbers below it are taken
        var refused = new List<RawResponse>();
        for (var i = 0; i < Requests; i++)
        {
            refused.Add(await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization));
        }

        await LimitAsync(host, 4096);
        foreach (var answer in refused)
        {
            answer.Status.ShouldBe(503, answer.ToString());
            answer.BodyText.ShouldContain("\"code\":\"GATEWAY_OVERLOADED\"");
            answer["retry-after"].ShouldBe("1");
            answer["x-tollgate-attempts"].ShouldBe("1");
        }

        // They are served at once again, and were never asked meanwhile.
        (one.Requests.Count + two.Requests.Count).ShouldBe(asked);
        for (var i = 0; i < 4; i++)
        {
            (await host.ChatAsync()).Status.ShouldBe(200);
        }

        (one.Requests.Count, two.Requests.Count).ShouldSatisfyAllConditions(static both => both.Item1.ShouldBeGreaterThan(0), static both => both.Item2.ShouldBeGreaterThan(0));
        (await host.MetricAsync("tollgate_connect_shortages_total", ("of", "descriptors"))).ShouldBe(Requests);
        (await host.MetricAsync("tollgate_retries_total")).ShouldBe(0);
        (await ExplainAsync(host, refused[^1]["x-request-id"]!)).ShouldBe("own_shortage");
        await host.ShouldBeSoundAsync();
    }

    /// <summary>It keeps no connection that a later request could use.</summary>
    private static ScriptedUpstream Closing() => ScriptedUpstream.Start(static s => s.Json(200, Chat.Answer, "connection: close").ThenClose());

    /// <summary>A runtime that cannot open an assembly any more ends the process: what refuses has to be loaded before.</summary>
    private static async Task RefuseOnceAsync(RawClient client, HostProcess host) =>
        (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request("none"), host.Authorization)).Status.ShouldBe(404);

    private static async Task<string> ExplainAsync(HostProcess host, string id)
    {
        JsonElement attempts = default;
        await Eventually.TrueAsync(async () =>
        {
            var answer = await host.AdminAsync("GET", "/api/requests/" + id);
            return answer.Status == 200 && JsonElement.Parse(answer.BodyText).GetProperty("explain").TryGetProperty("attempts", out attempts);
        });
        attempts.GetArrayLength().ShouldBe(1);
        return attempts[0].GetProperty("outcome").GetString()!;
    }

    /// <summary>Sets how many descriptors the process may have from now on; those that it has it keeps.</summary>
    private static async Task LimitAsync(HostProcess host, int descriptors)
    {
        await using var prlimit = ProcessRunner.Start(
            "prlimit", [string.Create(CultureInfo.InvariantCulture, $"--pid={host.Process.Id}"), string.Create(CultureInfo.InvariantCulture, $"--nofile={descriptors}:")]);
        (await prlimit.ExitAsync()).ShouldBe(0, string.Join('\n', prlimit.Err));
    }
}
