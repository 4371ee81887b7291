using System.Globalization;
using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Overload;

public sealed class Check_30_One_tenant_floods
{
    private const string FloodKey = "sk-flood-4c1d2ab7";
    private const string QuietKey = "sk-quiet-93ee01f5";
    private const int Flooders = 24;

    /// <summary>Both want what four may have at a time: the one with two dozen clients, the other with one.</summary>
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_30_The_other_tenant_waits_for_one_turn_and_not_for_the_flood(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Wait(TimeSpan.FromMilliseconds(10)).Json(Chat.Answer));
        await using var host = await StartAsync(
            engine, upstream, "{ name: four, scope: global, metric: concurrency, limit: 4, on_exceeded: queue, queue: { max: 30, timeout_seconds: 60 } }");
        using var stop = new CancellationTokenSource();
        Task[] flood = [.. Enumerable.Range(0, Flooders).Select(_ => FloodAsync(host, stop.Token))];
        await Eventually.TrueAsync(async () => await host.MetricAsync("llm_queue_depth") >= Flooders / 2, TimeSpan.FromSeconds(30));

        (await QuietAsync(host, 20)).Count.ShouldBe(20, "none was refused or evicted");

        await stop.CancelAsync();
        await Task.WhenAll(flood);
        await Eventually.TrueAsync(() => Waits(host, "quiet").Count >= 20, TimeSpan.FromSeconds(30));
        var (quiet, flooding) = (Waits(host, "quiet").Average(), Waits(host, "flood").Average());
        quiet.ShouldBeLessThan(flooding / 2, "milliseconds in the queue");
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{engine}: waits of {quiet:0} ms beside a flood whose requests wait {flooding:0} ms"));
        await host.ShouldBeSoundAsync();
    }

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_30_A_flood_at_its_limit_leaves_the_others_latency(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Wait(TimeSpan.FromMilliseconds(20)).Json(Chat.Answer));
        await using var host = await StartAsync(engine, upstream, "{ scope: key, match: flood, metric: requests, limit: 20, per: 1s, burst: 5 }");
        await QuietAsync(host, 200);
        var before = P99(await QuietAsync(host, 2000));

        var flood = OpenLoad.RunAsync(host, 200, TimeSpan.FromSeconds(60), FloodKey);
        var during = P99(await QuietAsync(host, 2000));

        (await flood).Surplus.Count.ShouldBeGreaterThan(0);
        during.TotalMilliseconds.ShouldBeLessThan((before.TotalMilliseconds * 1.1) + 2, "2 ms are what 200 connections a second cost on one processor");
    }

    private static Task<HostProcess> StartAsync(string engine, ScriptedUpstream upstream, string limit) => HostProcess.StartAsync(engine, yaml => yaml
        .Provider("up", upstream.BaseUrl)
        .Key("flood", FloodKey, ("org", "flood"))
        .Key("quiet", QuietKey, ("org", "quiet"))
        .Add("limits", limit));

    private static TimeSpan P99(IReadOnlyList<TimeSpan> times) => times.Order().ElementAt(times.Count * 99 / 100);

    /// <summary>How long each of these requests took; each was served.</summary>
    private static async Task<IReadOnlyList<TimeSpan>> QuietAsync(HostProcess host, int count)
    {
        await using var client = await host.ConnectAsync();
        client.Patience = TimeSpan.FromSeconds(60);
        var times = new List<TimeSpan>();
        for (var i = 0; i < count; i++)
        {
            var began = client.Age;
            var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), "authorization: Bearer " + QuietKey);
            answer.Status.ShouldBe(200, answer.ToString());
            times.Add(client.Age - began);
        }

        return times;
    }

    private static async Task FloodAsync(HostProcess host, CancellationToken stop)
    {
        await using var client = await host.ConnectAsync();
        client.Patience = TimeSpan.FromSeconds(60);
        while (!stop.IsCancellationRequested)
        {
            (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), "authorization: Bearer " + FloodKey)).Status.ShouldBeOneOf(200, 429);
        }
    }

    /// <summary>How long a key's requests waited in the queue, by the access log.</summary>
    private static List<double> Waits(HostProcess host, string key)
    {
        var waits = new List<double>();
        foreach (var line in host.Process.Out.Where(line => line.Contains($"\"key\":\"{key}\"", StringComparison.Ordinal)))
        {
            using var record = JsonDocument.Parse(line);
            waits.Add(record.RootElement.TryGetProperty("queue_ms", out var wait) ? wait.GetDouble() : 0);
        }

        return waits;
    }
}
