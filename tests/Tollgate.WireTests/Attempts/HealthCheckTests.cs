using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Attempts;

/// <summary>Providers that are asked whether they are well.</summary>
public sealed class HealthCheckTests
{
    private static readonly Dictionary<string, object> Quick = new(StringComparer.Ordinal)
    {
        ["path"] = "/up?deep=1", ["interval_seconds"] = 0.1, ["timeout_seconds"] = 5, ["healthy_after"] = 2, ["unhealthy_after"] = 2,
    };

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Provider_that_fails_its_checks_leaves_rotation_and_comes_back_by_itself(string engine)
    {
        var well = true;
        await using var checkedOne = ScriptedUpstream.Choose(request => new UpstreamScript().Json(
            request.Target.StartsWith("/up", StringComparison.Ordinal) && !well ? 503 : 200, Chat.Answer));
        await using var other = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("checked", checkedOne.BaseUrl, ("health_check", Quick), ("breaker", new Dictionary<string, object>(StringComparer.Ordinal) { ["slow_start_seconds"] = 0 }))
            .Provider("other", other.BaseUrl));
        (await gateway.ChatAsync(Chat.Request()))["x-tollgate-provider"].ShouldBe("checked");

        well = false;
        await Eventually.TrueAsync(async () => (await gateway.ChatAsync(Chat.Request()))["x-tollgate-provider"] == "other");
        (await gateway.MetricsAsync()).Sum("tollgate_provider_healthy", ("provider", "checked")).ShouldBe(0);

        well = true;
        await Eventually.TrueAsync(async () => (await gateway.ChatAsync(Chat.Request()))["x-tollgate-provider"] == "checked");
        var metrics = await gateway.MetricsAsync();
        metrics.Sum("tollgate_provider_healthy", ("provider", "checked")).ShouldBe(1);
        metrics.Sum("tollgate_health_check_failures_total", ("provider", "checked")).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(2);
        var check = checkedOne.Requests.First(request => request.Target.StartsWith("/up", StringComparison.Ordinal));
        (check.Method, check.Target).ShouldBe(("GET", "/up?deep=1"));
        await Eventually.TrueAsync(() => gateway.Log.Contains("passes its health checks again", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Provider_that_nobody_answers_for_leaves_rotation_before_a_client_meets_it(string engine)
    {
        await using var other = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("gone", $"http://127.0.0.1:{FreePort.Take()}/v1", ("health_check", Quick)).Provider("other", other.BaseUrl));

        await Eventually.TrueAsync(async () => (await gateway.MetricsAsync()).Sum("tollgate_provider_healthy", ("provider", "gone")) == 0);

        (await gateway.ChatAsync(Chat.Request()))["x-tollgate-attempts"].ShouldBe("1");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Self_hosted_kinds_are_checked_unbidden_where_another_can_take_over_and_services_never(string engine)
    {
        await using var vllm = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var alone = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var service = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("a", vllm.BaseUrl, ("kind", "vllm"), ("models", (string[])["m"]))
            .Provider("b", service.BaseUrl, ("models", (string[])["m"]))
            .Provider("c", alone.BaseUrl, ("kind", "vllm"), ("models", (string[])["own"])));

        (await vllm.ReceivedAsync()).Target.ShouldBe("/health");

        alone.Requests.ShouldBeEmpty();
        service.Requests.ShouldBeEmpty();
        (await gateway.MetricsAsync()).Sum("tollgate_provider_healthy").ShouldBe(1);
    }
}
