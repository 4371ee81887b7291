using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Logging;

public sealed class LogTests
{
    [Fact] // on one engine: the log's thread is the same beside both
    public async Task Blocked_log_sink_holds_up_no_request_and_lost_lines_are_counted()
    {
        await using var upstream = Answering.Always();
        await using var host = await HostProcess.StartAsync(Engines.All().First().Data, yaml => yaml.Provider("up", upstream.BaseUrl), new HostStart { ReadsOut = false });
        var dropped = 0.0;
        for (var round = 0; round < 50 && dropped == 0; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ManyAsync(host, 200)));
            dropped = await host.MetricAsync("tollgate_log_dropped_total");
        }

        dropped.ShouldBeGreaterThan(0);
        (await host.ChatAsync()).Status.ShouldBe(200);
        (await host.StopAsync()).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Every_line_under_load_is_JSON_and_every_request_has_one(string engine)
    {
        const int Clients = 16;
        const int Each = 100;
        await using var upstream = Answering.ByKind(
            () => new UpstreamScript().Event(Chat.Delta("a")).Event(Chat.Delta("b")).Done(), () => new UpstreamScript().Json(Chat.Answer));
        await using var host = await HostProcess.StartAsync(engine, upstream);
        await host.Process.LineAsync("base_url");
        var ids = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => MixedAsync(host, client, Each)));
        (await host.StopAsync()).ShouldBe(0);

        var logged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in host.Process.Out.SkipWhile(line => !line.StartsWith('{')))
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("request_id", out var id))
            {
                logged.Add(id.GetString()!).ShouldBeTrue(line);
            }
        }

        ids.SelectMany(id => id).ShouldAllBe(id => logged.Contains(id));
        host.Process.Err.ShouldBeEmpty();
    }

    private static async Task ManyAsync(HostProcess host, int count)
    {
        await using var client = await host.ConnectAsync();
        for (var i = 0; i < count; i++)
        {
            (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(new string('m', 120)), host.Authorization, "app-name: " + new string('n', 120))).Status.ShouldBe(200);
        }
    }

    /// <summary>Good and bad requests, with names that need escaping; gives the ids of all answers.</summary>
    private static async Task<List<string>> MixedAsync(HostProcess host, int number, int count)
    {
        var random = new Random(number);
        var ids = new List<string>();
        await using var client = await host.ConnectAsync();
        for (var i = 0; i < count; i++)
        {
            var body = random.Next(4) switch
            {
                0 => Chat.Request(stream: true),
                1 => Chat.Request("a \"model\" \\ \u0001 \ud83d\ude00" + new string('\u00e9', random.Next(300))),
                2 => "{\"model\":1}",
                _ => Chat.Request(),
            };
            var answer = await client.ExchangeAsync(
                "POST", "/v1/chat/completions", body, host.Authorization, "app-name: \"quoted\\ \u00ff" + new string('"', random.Next(80)), "user-agent: \t\"x\"\\");
            ids.Add(answer["x-request-id"].ShouldNotBeNull());
        }

        return ids;
    }
}
