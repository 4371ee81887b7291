using System.Text;
using Shouldly;
using Tollgate.FaultTests.Crashing;
using Tollgate.FaultTests.Harness;
using Tollgate.FaultTests.Outages;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Reloading;

public sealed class RemoteConfigTests
{
    private const string Token = "config-token-canary-83ce";

    private static readonly Dictionary<string, string?> Environment = new(StringComparer.Ordinal)
    {
        ["TOLLGATE_CONFIG_TOKEN"] = Token,
        ["TOLLGATE_CONFIG_POLL_SECONDS"] = "0.2",
        ["TOLLGATE_CONFIG_WAIT_SECONDS"] = "1",
    };

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Changes_at_the_source_serve_and_its_failures_do_not_and_no_request_fails(string engine)
    {
        await using var upstream = Answering.Always();
        await using var source = ConfigUpstream.Start("");
        await using var host = await StartAsync(engine, source, upstream);
        source.Upstream.LastRequest["authorization"].ShouldBe("Bearer " + Token);
        using var stop = new CancellationTokenSource();
        var load = LoadAsync(host, stop.Token);
        host.Write(host.Config(yaml => Settings(yaml).Provider("second", upstream.BaseUrl)));
        await ServesAsync(host, "second");
        await host.ControlPlaneStartsAsync();
        (await SourceAsync(host)).ShouldBe(("remote", source.Url, "current", false));

        var cut = host.Config(yaml => Settings(yaml).Provider("cut", upstream.BaseUrl));
        (string Outcome, string Said, Action<UpstreamScript> Script)[] failures =
        [
            ("status", "answered 404", s => s.Json(404, "{}")),
            ("status", "answered 500", s => s.Json(500, Token)),
            ("status", "answered 302", s => s.Json(302, "{}", $"location: https://127.0.0.1:1/{Token}")),
            ("status", "did not take the token", s => s.Json(401, $"{{\"token\":\"{Token}\"}}")),
            ("unreachable", "could not be reached", s => s.ThenReset()),
            ("not_a_document", "HTML", s => s.Answer(200, "text/html", "<html>sign in</html>"u8.ToArray())),
            ("cut_off", "broke off", s => s.Say($"HTTP/1.1 200 OK\r\ncontent-length: {cut.Length + 1}\r\n\r\n{cut}").ThenClose()),
            ("too_large", "more than", s => s.HugeBody(2 << 20, "application/yaml", "# ")),
            ("refused", "model", s => s.Answer(200, "application/yaml", Encoding.UTF8.GetBytes(cut + "model: []\n"))),
        ];
        foreach (var (outcome, said, script) in failures)
        {
            source.Fail(script);
            host.Process.Signal(UnixSignal.HangUp); // pauses grow while a source fails
            await Eventually.TrueAsync(async () => await host.HasCountedAsync("tollgate_config_polls_total", ("outcome", outcome)), what: outcome);
            await Eventually.TrueAsync(async () => (await LastErrorAsync(host)).Contains(said, StringComparison.Ordinal), what: said);
            (await SourceAsync(host)).State.ShouldBe(outcome == "refused" ? "refused" : "stale");
            (await host.StatusAsync()).GetProperty("status").GetString().ShouldBe("degraded");
        }

        (await host.ChatAsync())["x-tollgate-provider"].ShouldBe("second");
        (await host.MetricAsync("tollgate_config_generation")).ShouldBe(2);
        host.Write(host.Config(yaml => Settings(yaml).Provider("third", upstream.BaseUrl)));
        host.Process.Signal(UnixSignal.HangUp);
        await ServesAsync(host, "third");
        await Eventually.TrueAsync(async () => (await LastErrorAsync(host)).Length == 0);
        (await host.StatusAsync()).GetProperty("config").GetProperty("generation").GetInt64().ShouldBe(3);
        await stop.CancelAsync();
        (await load).ShouldBeGreaterThan(20);
        await host.ShouldBeSoundAsync();
        (await host.AdminAsync("GET", "/v1/admin/status")).BodyText.ShouldNotContain(Token);
        (await host.ExchangeAsync("GET", "/metrics")).BodyText.ShouldNotContain(Token);
        host.Printed.ShouldNotContain("canary");
        (await host.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_restart_without_the_source_goes_on_with_its_last_good_document()
    {
        await using var upstream = Answering.Always();
        await using var source = ConfigUpstream.Start("");
        await using var host = await StartAsync(Engines.All().First().Data, source, upstream);
        host.Write(host.Config(yaml => Settings(yaml).Provider("spare", upstream.BaseUrl)));
        await ServesAsync(host, "spare");
        var copy = Directory.GetFiles(host.DataFolder, "remote-config-*.yaml").ShouldHaveSingleItem();
        await Eventually.TrueAsync(() => File.ReadAllText(copy).Contains("spare", StringComparison.Ordinal));
        await host.KillAsync();
        source.Fail(s => s.ThenReset());

        await host.StartAgainAsync();
        (await host.ChatAsync())["x-tollgate-provider"].ShouldBe("spare");
        await host.ControlPlaneStartsAsync();
        (await SourceAsync(host)).ShouldBe(("remote", source.Url, "stale", true));
        host.Printed.ShouldContain("last good copy is in force");
        var (code, text) = await RunAsync(new Dictionary<string, string?>(Environment, StringComparer.Ordinal) { ["TOLLGATE_DATA_DIR"] = host.DataFolder }, "prices", "check", "--config", source.Url);
        code.ShouldBe(1, text);
        text.ShouldContain("--config " + copy);

        host.Write(host.Config(yaml => Settings(yaml).Provider("third", upstream.BaseUrl)));
        host.Process.Signal(UnixSignal.HangUp);
        await ServesAsync(host, "third");
        await Eventually.TrueAsync(async () => await SourceAsync(host) == ("remote", source.Url, "current", false));
        host.Printed.ShouldNotContain("canary");
    }

    [Fact]
    public async Task A_start_without_source_and_copy_ends_with_the_reason()
    {
        await using var source = ConfigUpstream.Start("");
        source.Fail(s => s.Json(503, "{}"));
        var (code, text) = await RunAsync("serve", "--config", source.Url);
        code.ShouldBe(1, text);
        text.ShouldContain("answered 503; trying for 1 s");
        text.ShouldContain("the configuration was refused");
        source.Looks.ShouldBeGreaterThan(1);

        source.Fail(s => s.Json(403, $"{{\"token\":\"{Token}\"}}"));
        (code, text) = await RunAsync("serve", "--config", source.Url);
        code.ShouldBe(1, text);
        text.ShouldContain("TOLLGATE_CONFIG_TOKEN");

        (code, text) = await RunAsync("serve", "--config", "https://me:canary@127.0.0.1:1/tollgate.yaml");
        code.ShouldBe(1, text);
        text.ShouldContain("user name or password");
    }

    [Fact]
    public async Task A_start_that_waits_for_its_source_can_be_stopped()
    {
        await using var source = ConfigUpstream.Start("");
        source.Fail(s => s.Json(503, "{}"));
        var waits = new Dictionary<string, string?>(Environment, StringComparer.Ordinal)
        {
            ["TOLLGATE_CONFIG_WAIT_SECONDS"] = "600",
            ["TOLLGATE_CONFIG"] = source.Url,
        };
        await using var process = HostProcess.Launch(["serve"], new HostStart { Environment = waits });
        await process.LineAsync("trying for 600 s", TimeSpan.FromSeconds(60));
        process.Signal(UnixSignal.Terminate);
        (await process.ExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_url_is_validated_like_a_file()
    {
        await using var source = ConfigUpstream.Start(new GatewayYaml().Provider("up", "http://127.0.0.1:8999/v1").Key("k", Secrets.ClientKey).ToString());
        var (code, text) = await RunAsync("config", "validate", source.Url + "?signature=canary");
        code.ShouldBe(0, text);
        text.ShouldContain(source.Url + "?…: valid, with 1 providers");

        source.Serve("server: { grace_second: 3 }\n");
        (code, text) = await RunAsync("config", "validate", source.Url);
        code.ShouldBe(1, text);
        text.ShouldContain("tollgate.yaml:1: server.grace_second");

        source.Fail(s => s.Json(404, "{}"));
        (code, text) = await RunAsync("config", "validate", source.Url);
        code.ShouldBe(1, text);
        text.ShouldContain("answered 404");
    }

    private static GatewayYaml Settings(GatewayYaml yaml) => yaml.Set("log", "access", "none").Set("auth", "admin_key", RecordedRequests.AdminKey);

    private static Task<HostProcess> StartAsync(string engine, ConfigUpstream source, ScriptedUpstream upstream) => HostProcess.StartAsync(
        engine, yaml => Settings(yaml).Provider("first", upstream.BaseUrl), new HostStart { Environment = Environment, Source = source });

    private static async Task ServesAsync(HostProcess host, string provider) =>
        (await Eventually.BecomesTrueAsync(async () => (await host.ChatAsync())["x-tollgate-provider"] == provider, TimeSpan.FromSeconds(15))).ShouldBeTrue(provider);

    private static async Task<(string? Kind, string? Name, string? State, bool FromCopy)> SourceAsync(HostProcess host)
    {
        var source = (await host.StatusAsync()).GetProperty("config").GetProperty("source");
        return (source.GetProperty("kind").GetString(), source.GetProperty("name").GetString(), source.GetProperty("state").GetString(), source.GetProperty("from_copy").GetBoolean());
    }

    private static async Task<string> LastErrorAsync(HostProcess host)
    {
        var error = (await host.StatusAsync()).GetProperty("config").GetProperty("last_error");
        return error.ValueKind is System.Text.Json.JsonValueKind.Null ? "" : error.GetProperty("error").GetString()!;
    }

    private static async Task<int> LoadAsync(HostProcess host, CancellationToken stop)
    {
        await using var client = await host.ConnectAsync();
        var count = 0;
        for (; !stop.IsCancellationRequested; count++)
        {
            (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), host.Authorization)).Status.ShouldBe(200);
            await Task.Delay(1, CancellationToken.None);
        }

        return count;
    }

    private static Task<(int Code, string Text)> RunAsync(params string[] arguments) => RunAsync(Environment, arguments);

    private static async Task<(int Code, string Text)> RunAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        await using var process = HostProcess.Launch(arguments, new HostStart { Environment = environment });
        var code = await process.ExitAsync();
        var text = string.Join('\n', process.Out.Concat(process.Err));
        text.ShouldNotContain("canary");
        text.ShouldNotContain("   at ", customMessage: "a stack trace");
        return (code, text);
    }
}
