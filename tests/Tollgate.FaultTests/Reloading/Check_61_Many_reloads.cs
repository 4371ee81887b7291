using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Reloading;

/// <summary>Changes by API and by file, one after another and at the same time, under load.</summary>
public sealed class Check_61_Many_reloads
{
    private const string AdminKey = "sk-admin-canary-31c9e07a";

    [Fact]
    public Task Check_61_Reloads_of_file_and_registry_under_load_mix_no_snapshots_and_fail_no_request() => ReloadAsync(Engines.All().First().Data, 60);

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_61_A_thousand_reloads_in_a_minute_under_load_mix_no_snapshots_and_fail_no_request(string engine)
    {
        var took = await ReloadAsync(engine, 1000);
        TestContext.Current.TestOutputHelper!.WriteLine($"1000 reloads in {took.TotalSeconds:F1} s");
    }

    private static async Task<TimeSpan> ReloadAsync(string engine, int reloads)
    {
        await using var a = ScriptedUpstream.Start(Echo("a"));
        await using var b = ScriptedUpstream.Start(Echo("b"));
        await using var host = await HostProcess.StartAsync(engine, yaml => File(yaml, 1));
        await using var admin = await host.ConnectAsync();
        (await Eventually.BecomesTrueAsync(async () => (await AdminAsync(admin, "GET", "/api/servers")).Status == 200, TimeSpan.FromSeconds(30))).ShouldBeTrue();
        var made = await AdminAsync(admin, "POST", "/api/servers", Generation("a", a));
        made.Status.ShouldBe(201, made.ToString());
        var path = "/api/servers/" + JsonElement.Parse(made.BodyText).GetProperty("id").GetString();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => LoadAsync(host, stop.Token)).ToArray();
        var began = Stopwatch.GetTimestamp();
        for (var reload = 1; reload <= reloads; reload++)
        {
            if (reload % 10 == 0)
            {
                host.Write(host.Config(yaml => File(yaml, 1 + (reload / 10))));
            }

            var (name, upstream) = reload % 2 == 0 ? ("a", a) : ("b", b);
            var changed = await AdminAsync(admin, "PUT", path, Generation(name, upstream));
            changed.Status.ShouldBe(200, changed.ToString());
        }

        var took = Stopwatch.GetElapsedTime(began);
        await stop.CancelAsync();
        (await Task.WhenAll(load)).Sum().ShouldBeGreaterThan(reloads);
        (a.Aborts, b.Aborts).ShouldBe((0, 0));
        (await host.MetricAsync("tollgate_config_generation")).ShouldBeGreaterThan(reloads);
        (await host.MetricAsync("tollgate_registry_entries_left_out")).ShouldBe(0);
        (await host.MetricAsync("tollgate_config_reload_failures_total")).ShouldBe(0);
        await host.ShouldBeSoundAsync();
        return took;
    }

    private static void File(GatewayYaml yaml, int weight) => yaml
        .Set("log", "access", "none")
        .Set("auth", "admin_key", AdminKey)
        .Set("egress", "allow", (string[])["127.0.0.1"])
        .Add("providers", $"{{ name: demo, kind: demo, models: [demo], weight: {weight} }}");

    private static string Generation(string name, ScriptedUpstream upstream) =>
        $$"""{"name":"p","base_url":"{{upstream.BaseUrl}}","api_key":"sk-of-{{name}}","headers":{"x-generation":"{{name}}"},"models":{"m":"model-of-{{name}}"} }""";

    private static Action<UpstreamScript> Echo(string name) => script => script.JsonOf(request =>
        $"[\"{name} {request["authorization"]} {request["x-generation"]} {request.BodyJson().GetProperty("model").GetString()}\"]");

    private static Task<RawResponse> AdminAsync(RawClient client, string method, string path, string? body = null) =>
        client.ExchangeAsync(method, path, body, ["authorization: Bearer " + AdminKey, .. body is null ? (string[])[] : ["content-type: application/json"]]);

    private static async Task<int> LoadAsync(HostProcess host, CancellationToken stop)
    {
        await using var client = await host.ConnectAsync();
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization);
            answer.Status.ShouldBe(200, answer.ToString());
            answer.BodyText.ShouldBeOneOf("[\"a Bearer sk-of-a a model-of-a\"]", "[\"b Bearer sk-of-b b model-of-b\"]");
        }

        return count;
    }
}
