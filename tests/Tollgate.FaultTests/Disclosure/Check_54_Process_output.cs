using System.Globalization;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.FaultTests.Starting;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Disclosure;

public sealed class Check_54_Process_output
{
    private static readonly IReadOnlyList<string> All = Secrets.All;
    private static readonly string ClientKey = Secrets.ClientKey;
    private static readonly string ProviderKey = Secrets.ProviderKey;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_54_Nothing_printed_over_a_whole_life_at_level_debug_holds_a_secret(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json(Chat.Answer), s => s.Event(Chat.Delta("a")).ThenReset(), s => s.Say("HTTP/9.9 " + ProviderKey + "\r\n\r\n").ThenClose(), s => s.Json(Chat.Answer));
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml
            .Set("log", "level", "debug")
            .Provider("up", upstream.BaseUrl, ("headers", new Dictionary<string, string>(StringComparer.Ordinal) { ["x-secret"] = ProviderKey })));
        for (var i = 0; i < 4; i++)
        {
            await host.ChatAsync(Chat.Request(stream: i == 1, content: Secrets.Prompt));
        }

        foreach (var garbage in (string[])[$"GET /{ClientKey} HTTP/1.1\r\nhost: x\r\nbad header {ClientKey}\r\n\r\n", ClientKey + "\r\n\r\n", $"GET /v1/models?key={ClientKey} HTTP/1.1\r\nhost: x\r\n\r\n"])
        {
            await using var client = await host.ConnectAsync();
            await client.SendAsync(garbage);
            (await client.ReadHeadAsync()).Status.ShouldBeGreaterThanOrEqualTo(200);
        }

        host.Write($"providers:\n  - {{ name: up, api_key: {ProviderKey}, base_url: \"http://{ProviderKey}@h/v1\" }}\nkeys: [ {ClientKey}\n");
        await host.Process.LineAsync("was refused");
        host.Write($"providers:\n  - {{ name: up, kind: {ProviderKey}, api_keys: {ProviderKey} }}\nkeys: [ {{ name: a, key: \"{ClientKey} \" }} ]\n");
        await Eventually.TrueAsync(() => host.Process.Out.Count(line => line.Contains("was refused", StringComparison.Ordinal)) == 2);
        (await host.StopAsync()).ShouldBe(0);
        foreach (var secret in All)
        {
            host.Printed.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Check_54_Starts_that_fail_print_no_secret()
    {
        using var folder = new TempFolder();
        using var taken = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, 0));
        taken.Listen();
        var good = new GatewayYaml().Provider("up", "http://127.0.0.1:8999/v1").Key("k", ClientKey).ToString();
        (string Name, string Text, string[] More)[] starts =
        [
            ("port", good, ["--urls", $"http://[::1]:{((System.Net.IPEndPoint)taken.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture)}"]),
            ("sink", good + "log: { access: /nowhere/at/all/access.log }\n", ["--urls", "http://127.0.0.1:0"]),
            ("urls", good, ["--urls", $"http://{ClientKey}@h:1"]),
            ("cut", good[..^8], []),
            ("kind", good.Replace("openai-compatible", ProviderKey, StringComparison.Ordinal), []),
            ("variable", good.Replace($"\"{ProviderKey}\"", "\"${TOLLGATE_TEST_SECRET}\"", StringComparison.Ordinal), []),
        ];
        foreach (var (name, text, more) in starts)
        {
            var file = folder.Write(name + ".yaml", text);
            await using var process = HostProcess.Launch(
                ["serve", "--config", file, .. more],
                new HostStart { Environment = StartWithoutFileTests.Only(("TOLLGATE_TEST_SECRET", ProviderKey + "\u0007")) });
            var code = await process.ExitAsync();
            var printed = string.Join('\n', process.Out.Concat(process.Err));
            code.ShouldBe(1, $"{name}: {printed}");
            foreach (var secret in All)
            {
                printed.ShouldNotContain(secret, customMessage: name);
            }

            printed.ShouldNotContain("   at ", customMessage: name);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_54_Killed_process_leaves_no_secret_behind(string engine)
    {
        const int Quit = 3;
        await using var upstream = Answering.StreamsUntil(new TaskCompletionSource().Task);
        await using var host = await HostProcess.StartAsync(engine, upstream);
        var (client, answer) = await host.OpenStreamAsync(Secrets.Prompt);
        await client.ReadUntilAsync(answer, "first");

        host.Process.Signal((UnixSignal)Quit);

        await host.Process.ExitAsync();
        foreach (var secret in All)
        {
            host.Printed.ShouldNotContain(secret);
        }

        await client.DisposeAsync();
    }
}
