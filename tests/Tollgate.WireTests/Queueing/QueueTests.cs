using System.Diagnostics;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Queueing;

/// <summary>Requests that wait for a limit instead of being refused, from outside.</summary>
public sealed class QueueTests
{
    private const string FloodKey = "sk-flood-2b7e151628ae";
    private const string QuietKey = "sk-quiet-d2a6abf7158";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Thirty_at_once_at_ten_a_window_are_served_in_order_as_windows_open(string engine)
    {
        await using var rig = await QueueRig.StartAsync(
            engine,
            yaml => yaml.Add("limits", "{ name: tens, scope: key, metric: requests, limit: 10, per: 2s, algorithm: fixed_window, on_exceeded: queue, queue: { max: 100, timeout_seconds: 60 } }"),
            answersAtOnce: true);
        var clients = new List<RawClient>();
        for (var i = 0; i < 30; i++)
        {
            clients.Add(await rig.SendAsync($"{i:00}"));
            await Eventually.TrueAsync(async () => rig.Received.Count + await rig.NumberAsync("llm_queue_depth") > i); // it has come before the next one is sent
        }

        foreach (var client in clients)
        {
            (await client.ReadResponseAsync()).Status.ShouldBe(200);
        }

        for (var window = 0; window < 3; window++)
        {
            rig.Received.Skip(window * 10).Take(10).Order().ShouldBe(Enumerable.Range(window * 10, 10).Select(i => $"{i:00}"));
        }

        (await rig.NumberAsync("llm_queue_wait_seconds_count")).ShouldBe(20);
        (await rig.NumberAsync("llm_queue_depth")).ShouldBe(0);
    }

    [Theory]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Thirty_at_once_at_ten_a_minute_are_served_soon_after_their_window_opens(string engine)
    {
        await using var rig = await QueueRig.StartAsync(
            engine,
            yaml => yaml.Add("limits", "{ name: tens, scope: key, metric: requests, limit: 10, per: 1m, algorithm: fixed_window, on_exceeded: queue, queue: { max: 100, timeout_seconds: 300 } }"),
            answersAtOnce: true);
        var began = Stopwatch.GetTimestamp();
        var clients = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => rig.SendAsync($"{i:00}")));
        var served = await Task.WhenAll(clients.Select(async client =>
        {
            client.Patience = TimeSpan.FromSeconds(300);
            (await client.ReadResponseAsync()).Status.ShouldBe(200);
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }));

        var late = served.Order().Select((at, i) => at - (i / 10 * 60)).ToArray();
        late.ShouldAllBe(seconds => seconds > -1, "nobody before its window");
        late.Count(seconds => seconds <= 30).ShouldBeGreaterThanOrEqualTo(29);
        TestContext.Current.TestOutputHelper?.WriteLine($"{engine}: at most {late.Max():0.00} s after the window opened");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_request_that_waited_says_how_long_in_the_access_log_and_not_as_our_own_time(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Add("limits", QueueRig.OneAtATime()));
        var first = await rig.HoldAsync("first");
        var second = await rig.QueueAsync(1, "second");
        await Task.Delay(TimeSpan.FromMilliseconds(70)); // ours and the loop's clock count in steps of up to 4 ms each
        var before = await rig.FinishAsync("first", first);
        var answer = await rig.FinishAsync("second", second);

        var record = await rig.Gateway.RecordOfAsync(answer);
        record.Number("queue_ms").ShouldNotBeNull().ShouldBeInRange(60, 60_000);
        (record.Number("overhead_us") + record.Number("upstream_us") + (record.Number("queue_ms") * 1000))
            .ShouldNotBeNull().ShouldBeLessThanOrEqualTo(record.Number("total_us")!.Value);
        (await rig.Gateway.RecordOfAsync(before)).Number("queue_ms").ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task When_the_queue_is_full_the_oldest_is_told_so(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Add("limits", QueueRig.OneAtATime(max: 2)));
        var holder = await rig.HoldAsync("holder");
        var oldest = await rig.QueueAsync(1, "oldest");
        var second = await rig.QueueAsync(2, "second");
        var third = await rig.SendAsync("third");

        var answer = await oldest.ReadResponseAsync();

        answer.ShouldBeError(429, "QUEUE_EVICTED");
        answer["retry-after"].ShouldNotBeNull();
        (await rig.Gateway.RecordOfAsync(answer)).ErrorCode.ShouldBe("QUEUE_EVICTED");
        (await rig.NumberAsync("llm_queue_evictions_total")).ShouldBe(1);
        await rig.FinishAsync("holder", holder);
        await rig.FinishAsync("second", second);
        await rig.FinishAsync("third", third);
        rig.Received.ShouldBe(["holder", "second", "third"]);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Who_waits_for_too_long_is_told_how_long_it_was(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Add("limits", QueueRig.OneAtATime(timeout: 0.2)));
        var holder = await rig.HoldAsync("holder");
        var late = await rig.SendAsync("late");

        var answer = await late.ReadResponseAsync();

        answer.ShouldBeError(504, "QUEUE_TIMEOUT");
        answer.BodyText.ShouldContain("waited 0.");
        answer["retry-after"].ShouldNotBeNull();
        (await rig.Gateway.RecordOfAsync(answer)).Number("queue_ms").ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(200);
        (await rig.NumberAsync("llm_queue_timeouts_total")).ShouldBe(1);
        await rig.FinishAsync("holder", holder);
        await rig.FinishAsync("next", await rig.SendAsync("next")); // the one that left took nothing with it
        rig.Received.ShouldBe(["holder", "next"]);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_client_that_goes_away_leaves_the_queue_at_once_and_takes_nothing(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Add("limits", QueueRig.OneAtATime()));
        var holder = await rig.HoldAsync("holder");
        var gone = await rig.QueueAsync(1, "gone");
        var stays = await rig.QueueAsync(2, "stays");

        await gone.DisposeAsync();
        await rig.DepthAsync(1);

        await rig.FinishAsync("holder", holder);
        await rig.FinishAsync("stays", stays);
        rig.Received.ShouldBe(["holder", "stays"]);
        var records = await rig.Gateway.AccessLog.RecordsAsync(3);
        records.Count(record => record is { ErrorClass: "client_cancel", Status: 499 } && record.Number("queue_ms") >= 0).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Tenants_take_turns_and_a_flood_evicts_its_own(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml
            .Key("flood", FloodKey, ("org", "flood"))
            .Key("quiet", QuietKey, ("org", "quiet"))
            .Add("limits", QueueRig.OneAtATime(max: 4)));
        var holder = await rig.HoldAsync("holder");
        var flood = new List<RawClient>();
        for (var i = 0; i < 3; i++)
        {
            flood.Add(await rig.QueueAsync(i + 1, $"flood{i}", FloodKey));
        }

        var quiet = await rig.QueueAsync(4, "quiet", QuietKey);
        flood.Add(await rig.SendAsync("flood3", FloodKey));

        (await flood[0].ReadResponseAsync()).ShouldBeError(429, "QUEUE_EVICTED");
        await rig.FinishAsync("holder", holder);
        await rig.FinishAsync("flood1", flood[1]);
        await rig.FinishAsync("quiet", quiet);
        await rig.FinishAsync("flood2", flood[2]);
        await rig.FinishAsync("flood3", flood[3]);
        rig.Received.ShouldBe(["holder", "flood1", "quiet", "flood2", "flood3"]);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_waiting_request_holds_nothing_of_any_other_limit(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml
            .Key("quiet", QuietKey)
            .Add("limits", QueueRig.OneAtATime())
            .Add("limits", "{ name: mine, scope: key, match: quiet, metric: concurrency, limit: 1, on_exceeded: reject }"));
        var holder = await rig.HoldAsync("holder");
        var first = await rig.QueueAsync(1, "first", QuietKey);
        var second = await rig.QueueAsync(2, "second", QuietKey);

        await rig.FinishAsync("holder", holder);
        await rig.FinishAsync("first", first);
        await rig.FinishAsync("second", second);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Its_turn_in_one_queue_may_lead_to_another_or_to_a_refusal(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml
            .Key("quiet", QuietKey)
            .Add("limits", "{ name: two, scope: global, metric: concurrency, limit: 2, on_exceeded: queue, queue: { timeout_seconds: 60 } }")
            .Add("limits", "{ name: mine, scope: key, match: quiet, metric: concurrency, limit: 1, on_exceeded: queue, queue: { timeout_seconds: 60 } }")
            .Add("limits", "{ name: once, scope: key, match: quiet, metric: requests, limit: 2, per: 1h, algorithm: fixed_window }"));
        var other = await rig.HoldAsync("other");
        var mine = await rig.HoldAsync("mine", QuietKey);
        var second = await rig.QueueAsync(1, "second", QuietKey);
        var refused = await rig.QueueAsync(2, "refused", QuietKey);
        var third = await rig.QueueAsync(3, "third");

        await rig.FinishAsync("other", other);
        await rig.FinishAsync("third", third); // whoever waits for another rule as well does not keep this one's room from others
        await rig.FinishAsync("mine", mine);
        await rig.FinishAsync("second", second);
        (await refused.ReadResponseAsync()).ShouldBeError(429, "RATE_LIMIT_EXCEEDED");
        await rig.DepthAsync(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_revoked_key_leaves_the_queue(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Key("quiet", QuietKey).Add("limits", QueueRig.OneAtATime()));
        await rig.HoldAsync("holder");
        var revoked = await rig.QueueAsync(1, "revoked", QuietKey);
        var config = await File.ReadAllTextAsync(rig.Gateway.ConfigPath);

        rig.Gateway.WriteConfig(string.Join('\n', config.Split('\n').Where(line => !line.Contains(QuietKey, StringComparison.Ordinal))));

        (await revoked.ReadResponseAsync()).ShouldBeError(401, "AUTH_INVALID_TOKEN");
        await rig.DepthAsync(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_gateway_that_stops_sends_those_who_wait_elsewhere(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Add("limits", QueueRig.OneAtATime()));
        var holder = await rig.HoldAsync("holder");
        var waiting = await rig.QueueAsync(1, "waiting");

        var stopping = rig.Gateway.StopAsync();
        var answer = await waiting.ReadResponseAsync();

        answer.ShouldBeError(503, "GATEWAY_OVERLOADED");
        answer["retry-after"].ShouldNotBeNull();
        await rig.FinishAsync("holder", holder);
        await stopping;
    }
}
