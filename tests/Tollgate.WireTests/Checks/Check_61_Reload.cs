using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_61_Reload
{
    private static readonly (string Path, string Yaml)[] Broken =
    [
        ("providerz", "providerz: []\n"),
        ("providers[0]", "providers:\n  - { name: x, kind: openai-compatible, base_url: \"http://127.0.0.1:8999/v1\", modelz: [a] }\n"),
        ("kind", "providers:\n  - { name: x, kind: no-such-kind }\n"),
        ("base_url", "providers:\n  - { name: x, kind: openai-compatible, base_url: \"not a url\", models: [\"*\"] }\n"),
        ("name", "providers:\n  - { kind: openai-compatible, base_url: \"http://127.0.0.1:8999/v1\" }\n"),
        ("weight", "providers:\n  - { name: x, kind: openai-compatible, base_url: \"http://127.0.0.1:8999/v1\", weight: heavy }\n"),
        ("TOLLGATE_UNSET_NAME", "providers:\n  - { name: x, kind: openai-compatible, base_url: \"http://127.0.0.1:8999/v1\", api_key: \"${TOLLGATE_UNSET_NAME}\" }\n"),
        ("key", "keys:\n  - { name: a, key: short }\n"),
        ("key", "keys:\n  - { name: a, key: sk-equal-keys }\n  - { name: b, key: sk-equal-keys }\n"),
        ("name", "keys:\n  - { name: a, key: sk-some-key-1 }\n  - { name: a, key: sk-some-key-2 }\n"),
        ("limits", "limits:\n  - { scope: nobody, metric: requests, limit: 1, per: 1m }\n"),
        ("per", "limits:\n  - { scope: key, metric: requests, limit: 1, per: soon }\n"),
        ("limit", "limits:\n  - { scope: key, metric: requests, limit: -1, per: 1m }\n"),
        ("targets", "models:\n  - { name: s, targets: [ { provider: nobody, model: m } ] }\n"),
        ("max_body_bytes", "server: { max_body_bytes: plenty }\n"),
        ("tollgate.yaml:", "providers: [\n"),
        ("tollgate.yaml:", "a: b: c\n"),
        ("tollgate.yaml:", "\t- x\n"),
        ("tollgate.yaml:", "a: *unknown\n"),
        ("server", "server: 1\n"),
        ("server", "server: {}\nserver: {}\n"),
    ];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_61_Bad_reload_keeps_the_old_snapshot_names_the_path_and_counts(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        var failures = 0.0;
        foreach (var (path, yaml) in Broken)
        {
            var printed = gateway.Log.Length;
            gateway.WriteConfig(yaml);
            failures = await FailuresAfterAsync(gateway, failures, yaml);

            (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200, yaml);
            await Eventually.TrueAsync(() => gateway.Log[printed..].Contains(path, StringComparison.OrdinalIgnoreCase), what: $"'{path}' in the log after\n{yaml}");
        }

        await using var next = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        gateway.WriteConfig(yaml => yaml.Provider("next", next.BaseUrl));
        (await Eventually.BecomesTrueAsync(
            async () => (await gateway.ChatAsync(Chat.Request()))["x-tollgate-provider"] == "next",
            TimeSpan.FromSeconds(10))).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_61_Reloads_under_load_never_mix_two_snapshots_and_fail_no_request(string engine)
    {
        const int Reloads = 20;
        await using var a = ScriptedUpstream.Start(Echo("a"));
        await using var b = ScriptedUpstream.Start(Echo("b"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Generation(yaml, "a", a));
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => LoadAsync(gateway, stop.Token)).ToArray();
        for (var reload = 1; reload <= Reloads; reload++)
        {
            var (name, upstream) = reload % 2 == 0 ? ("a", a) : ("b", b);
            var seen = upstream.Requests.Count;
            gateway.WriteConfig(yaml => Generation(yaml, name, upstream));
            await Eventually.TrueAsync(() => upstream.Requests.Count > seen);
        }

        await stop.CancelAsync();
        (await Task.WhenAll(load)).Sum().ShouldBeGreaterThanOrEqualTo(Reloads);
        a.Aborts.ShouldBe(0);
        b.Aborts.ShouldBe(0);
    }

    private static async Task<double> FailuresAfterAsync(RunningGateway gateway, double before, string yaml)
    {
        var now = before;
        (await Eventually.BecomesTrueAsync(
            async () => (now = (await gateway.MetricsAsync()).Sum("tollgate_config_reload_failures_total") ?? 0) > before,
            TimeSpan.FromSeconds(10))).ShouldBeTrue($"No failure counted for\n{yaml}");
        return now;
    }

    private static GatewayYaml Generation(GatewayYaml yaml, string name, ScriptedUpstream upstream) => yaml.Provider(
        name,
        upstream.BaseUrl,
        ("api_key", $"sk-of-{name}"),
        ("models", new Dictionary<string, string>(StringComparer.Ordinal) { ["m"] = $"model-of-{name}" }),
        ("headers", new Dictionary<string, string>(StringComparer.Ordinal) { ["x-generation"] = name }));

    private static Action<UpstreamScript> Echo(string name) => script => script.JsonOf(request =>
        $"[\"{name} {request["authorization"]} {request["x-generation"]} {request.BodyJson().GetProperty("model").GetString()}\"]");

    private static async Task<int> LoadAsync(RunningGateway gateway, CancellationToken stop)
    {
        await using var client = await gateway.ConnectAsync();
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization);
            answer.Status.ShouldBe(200);
            var name = answer["x-tollgate-provider"];
            answer.BodyText.ShouldBe($"[\"{name} Bearer sk-of-{name} {name} model-of-{name}\"]");
        }

        return count;
    }
}
