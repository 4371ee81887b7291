using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Routing;

/// <summary>Experiments and canaries from outside.</summary>
public sealed class ExperimentTests
{
    private const string AdminKey = "admin-key-of-the-routing-tests-0123456789";

    private static readonly Action<UpstreamScript> Good = s => s.Json(Chat.Answer);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_experiment_keeps_each_user_in_its_arm_and_tells_the_arms_results(string engine)
    {
        await using var fleet = await Fleet.StartAsync(
            engine,
            "experiment: { name: speed, sticky_by: user, arms: [{ name: a, weight: 1, targets: [{ provider: t0 }] }, { name: b, weight: 1, targets: [{ provider: t1 }] }] }",
            yaml => yaml.Set("auth", "admin_key", AdminKey),
            Good,
            Good);
        await fleet.Gateway.ControlPlaneAsync();
        for (var user = 0; user < 16; user++)
        {
            var body = $$"""{"model":"m","user":"u{{user}}","messages":[{"role":"user","content":"Hi"}]}""";
            var home = (await fleet.Gateway.ChatAsync(body))["x-tollgate-provider"];
            (await fleet.Gateway.ChatAsync(body))["x-tollgate-provider"].ShouldBe(home);
        }

        fleet.Counts.Sum().ShouldBe(32);
        fleet.Counts.Min().ShouldBeGreaterThan(0);
        var counts = fleet.Counts;
        await Eventually.TrueAsync(async () => (await ArmsAsync(fleet.Gateway)).Sum(arm => arm.GetProperty("requests").GetInt32()) == 32);
        var arms = await ArmsAsync(fleet.Gateway);
        arms.Select(arm => arm.GetProperty("name").GetString()).ShouldBe(["a", "b"]);
        arms.Select(arm => arm.GetProperty("requests").GetInt32()).ShouldBe(counts);
        arms.Select(arm => arm.GetProperty("input_tokens").GetInt32()).ShouldBe(counts.Select(count => count * 9));
        var page = await fleet.Gateway.MetricsAsync();
        page.Sum("tollgate_experiment_requests_total", ("experiment", "speed"), ("arm", "a")).ShouldBe(counts[0]);
        page.Sum("tollgate_experiment_tokens_total", ("experiment", "speed"), ("arm", "b"), ("direction", "output")).ShouldBe(counts[1] * 3);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_canary_that_fails_is_no_clients_trouble(string engine)
    {
        await using var fleet = await Fleet.StartAsync(
            engine, "targets: [{ provider: t0 }], canary: { percent: 100, targets: [{ provider: t1 }] }", Good, s => s.Json(500, "{}"));
        var names = await fleet.AskAsync(3);
        names.ShouldAllBe(name => name == "t0");
        fleet.Counts[1].ShouldBeGreaterThan(0);

        await using var none = await Fleet.StartAsync(
            engine, "targets: [{ provider: t0 }], canary: { percent: 0, targets: [{ provider: t1 }] }", Good, Good);
        (await none.AskAsync(5)).ShouldAllBe(name => name == "t0");
    }

    private static async Task<JsonElement[]> ArmsAsync(RunningGateway gateway)
    {
        await using var client = await gateway.ConnectAsync();
        var answer = await client.ExchangeAsync("GET", "/api/experiments", null, "authorization: Bearer " + AdminKey);
        answer.Status.ShouldBe(200, answer.ToString());
        using var document = JsonDocument.Parse(answer.BodyText);
        return [.. document.RootElement.GetProperty("experiments")[0].GetProperty("arms").Clone().EnumerateArray()];
    }
}
