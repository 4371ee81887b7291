using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Tollgate.WireTests.Registry;
using Xunit;

namespace Tollgate.WireTests.Limits;

/// <summary>Thousands of requests, targets that fail in every way and clients that leave at any moment; afterwards nothing is held.</summary>
public sealed class StormTests
{
    private const int Requests = 20_000;
    private const int Clients = 24;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Less than what a breaker waits for a probe that is lost.</summary>
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(50);

    /// <summary>Answers after so long are still answers.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(30);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Whatever_fails_or_leaves_nothing_is_held_afterwards(string engine)
    {
        var chance = new Random(20_261_121);
        var isOver = false;
        await using var one = ScriptedUpstream.Choose(_ => Script(Volatile.Read(ref isOver) ? 99 : Next(chance)));
        await using var two = ScriptedUpstream.Choose(_ => Script(Volatile.Read(ref isOver) ? 99 : Next(chance)));
        await using var gateway = await RegisteredServers.StartAsync(engine, yaml => Configure(yaml, one, two));
        var began = Stopwatch.GetTimestamp();
        var sent = 0;

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(seed => Task.Run(() => SendManyAsync(gateway, new Random(seed), () =>
            Interlocked.Increment(ref sent) <= Requests && Stopwatch.GetElapsedTime(began) < Longest))));

        Volatile.Write(ref isOver, true);
        await Eventually.TrueAsync(() => IsQuietAsync(gateway), Patience);
        var limits = await gateway.AdminAsync(200, "GET", "/api/limits");
        foreach (var cell in limits.GetProperty("data").EnumerateArray())
        {
            cell.GetProperty("holds").GetInt32().ShouldBe(0, cell.ToString());
            cell.GetProperty("waiting").GetInt32().ShouldBe(0, cell.ToString());
            if (cell.GetProperty("metric").GetString() == "concurrency")
            {
                cell.GetProperty("used").GetInt64().ShouldBe(0, cell.ToString());
            }
        }

        var servers = await gateway.AdminAsync(200, "GET", "/api/servers");
        InFlight(servers).ShouldNotBeEmpty();
        InFlight(servers).ShouldAllBe(count => count == 0, servers.ToString());
        gateway.Log.ShouldNotContain("unexpected exception");
        await Eventually.TrueAsync(() => IsBackAsync(gateway), ProbeLimit, "all breakers close again");
    }

    private static Dictionary<string, object> Breaker => new(StringComparer.Ordinal)
    {
        ["consecutive_failures"] = 3, ["open_seconds"] = 0.1, ["max_open_seconds"] = 0.3, ["probes"] = 1, ["close_after"] = 2, ["slow_start_seconds"] = 0,
    };

    private static void Configure(GatewayYaml yaml, ScriptedUpstream one, ScriptedUpstream two) => yaml
        .Provider("one", one.BaseUrl, ("models", (string[])["x", "z"]), ("rpm", 1_000_000), ("tpm", 100_000_000), ("timeout_seconds", 2), ("breaker", Breaker))
        .Provider("two", two.BaseUrl, ("models", (string[])["y"]), ("rpm", 1_000_000), ("timeout_seconds", 2), ("breaker", Breaker))
        .SetRaw("routing", "retry_budget", "1")
        .Add("models", "{ name: m, targets: [{ provider: one, model: x }, { provider: two, model: y }, { provider: one, model: z }], strategy: round_robin, hedge: { after_ms: 15 }, shadow: { provider: two, model: y, percent: 5 } }")
        .Add("models", "{ name: n, targets: [{ provider: two, model: y }, { provider: one, model: x }], strategy: least_connections }")
        .Add("limits", "{ name: places, scope: global, metric: concurrency, limit: 12, on_exceeded: queue, queue: { max: 8, timeout_seconds: 0.3, heartbeat_seconds: 1 } }")
        .Add("limits", "{ name: some, scope: model, metric: concurrency, limit: 10 }")
        .Add("limits", "{ name: theirs, scope: provider, metric: concurrency, limit: 9 }")
        .Add("limits", "{ name: tokens, scope: key, metric: tokens, limit: 100000000, per: 1m, algorithm: sliding_window }");

    private static int Next(Random chance)
    {
        lock (chance) { return chance.Next(100); }
    }

    private static UpstreamScript Script(int chance) => chance switch
    {
        < 4 => new UpstreamScript().ThenHang(),
        < 8 => new UpstreamScript().Json(500, "{}"),
        < 10 => new UpstreamScript().Json(429, "{}", "retry-after-ms: 20"),
        < 13 => new UpstreamScript().ThenReset(),
        < 16 => new UpstreamScript().ThenClose(),
        < 19 => new UpstreamScript().Say("nonsense\r\n\r\n").ThenClose(),
        < 22 => new UpstreamScript().Wait(Slow).Json(Chat.Answer),
        < 26 => new UpstreamScript().Event(Chat.Delta("Hel")).ThenReset(),
        < 55 => new UpstreamScript().Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).Done(),
        _ => new UpstreamScript().Json(Chat.Answer),
    };

    /// <summary>A client that leaves at one of three moments, or reads its answer and goes on.</summary>
    private static async Task SendManyAsync(RunningGateway gateway, Random chance, Func<bool> goesOn)
    {
        RawClient? client = null;
        while (goesOn())
        {
            try
            {
                client ??= await gateway.ConnectAsync();
                await client.SendRequestAsync(
                    "POST", "/v1/chat/completions", Chat.Request(chance.Next(2) == 0 ? "m" : "n", stream: chance.Next(3) == 0), gateway.Authorization);
                if (chance.Next(8) == 0)
                {
                    await Task.Delay(chance.Next(25));
                    throw new IOException("The client leaves.");
                }

                await client.ReadResponseAsync();
            }
            catch (Exception gone) when (gone is IOException or WireFormatException)
            {
                await (client?.DisposeAsync() ?? default);
                client = null;
            }
        }

        await (client?.DisposeAsync() ?? default);
    }

    private static async Task<bool> IsQuietAsync(RunningGateway gateway)
    {
        var page = await gateway.MetricsAsync();
        return page.Sum("llm_active_requests") == 0 && page.Sum("llm_queue_depth") == 0 && page.Sum("tollgate_shadow_in_flight") == 0;
    }

    /// <summary>Asks everybody once more. A probe's place that was never given back would keep its target out.</summary>
    private static async Task<bool> IsBackAsync(RunningGateway gateway)
    {
        await gateway.ChatAsync(Chat.Request());
        await gateway.ChatAsync(Chat.Request("n"));
        return (await gateway.MetricsAsync()).Sum("llm_breaker_state") == 0;
    }

    private static IEnumerable<int> InFlight(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(each => each.Name == "in_flight" ? [each.Value.GetInt32()] : InFlight(each.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(InFlight),
        _ => [],
    };
}
