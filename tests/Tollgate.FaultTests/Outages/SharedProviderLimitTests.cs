using System.Globalization;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>Providers' own limits, where two gateways hold them together.</summary>
public sealed class SharedProviderLimitTests
{
    private const int Generous = 10_000;

    [Fact]
    public async Task Two_gateways_ask_a_provider_no_more_often_than_its_rpm_and_the_next_one_takes_the_rest()
    {
        await using var redis = await StartRedisAsync();
        await using var small = Answering.Always();
        await using var large = Answering.Always();
        await using var set = await ReplicaSet.StartAsync(2, redis.Url, Generous, yaml => yaml
            .Set("storage", "log", "none")
            .Provider("small", small.BaseUrl, ("rpm", 6))
            .Provider("large", large.BaseUrl));

        for (var i = 0; i < 12; i++)
        {
            (await set.Hosts[i % 2].ChatAsync()).Status.ShouldBe(200);
        }

        // A bucket of six that fills by one in ten seconds: what comes back while the twelve are asked is more, but it is not another six.
        small.Requests.Count.ShouldBeInRange(6, 9);
        large.Requests.Count.ShouldBe(12 - small.Requests.Count);
        (await set.SumAsync("tollgate_limits_alone_total")).ShouldBe(0);
    }

    [Fact]
    public async Task Tokens_of_an_attempt_that_failed_are_free_again_for_every_gateway()
    {
        await using var redis = await StartRedisAsync();
        await using var failing = ScriptedUpstream.Start(s => s.Json(500, "{}"), s => s.Json(Chat.Answer), s => s.Json(Chat.Answer));
        await using var good = Answering.Always();
        await using var set = await ReplicaSet.StartAsync(2, redis.Url, Generous, yaml => yaml
            .Set("storage", "log", "none")
            .Provider("failing", failing.BaseUrl, ("tpm", 1000))
            .Provider("good", good.BaseUrl));
        var request = Chat.Request().Replace("{\"model\"", "{\"max_tokens\":900,\"model\"", StringComparison.Ordinal);

        (await set.Hosts[0].ChatAsync(request)).Status.ShouldBe(200);
        good.Requests.Count.ShouldBe(1);

        // The correction is sent and not waited for; Redis has it once it has answered everything.
        await Eventually.TrueAsync(async () => await set.SumAsync("tollgate_redis_pipeline") == 0, TimeSpan.FromSeconds(30));
        (await set.Hosts[1].ChatAsync(request)).Status.ShouldBe(200);
        failing.Requests.Count.ShouldBe(2, "the other gateway finds the tokens free");
    }

    [Fact]
    public async Task A_frozen_redis_costs_one_request_of_each_loop_the_time_limit_and_the_others_nothing()
    {
        const int timeoutMs = 3000;
        await using var redis = await StartRedisAsync();
        await using var set = await ReplicaSet.StartAsync(
            1, redis.Url, "{ scope: key, metric: requests, limit: 1000000, per: 1m, algorithm: token_bucket, mode: exact }", timeoutMs);
        var host = set.Hosts[0];
        (await host.ChatAsync(set.Body)).Status.ShouldBe(200);
        redis.Freeze();
        try
        {
            // Connections are given to the loops in turn, or by the kernel: ten of them meet both.
            var before = await host.MetricAsync("tollgate_redis_late_total");
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.ChatAsync(set.Body)));
            answers.Select(answer => answer.Status).ShouldAllBe(status => status == 200);
            await Eventually.TrueAsync(() => set.AllSayAsync(degraded: true), TimeSpan.FromSeconds(60));

            // From here on nobody waits: were each to wait for the time limit, two hundred would take ten minutes.
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            for (var i = 0; i < 200; i++)
            {
                (await host.ChatAsync(set.Body)).Status.ShouldBe(200);
            }

            System.Diagnostics.Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMilliseconds(100.0 * timeoutMs), "a bound that only waiting can pass");
            (await host.MetricAsync("tollgate_limits_alone_total")).ShouldBeGreaterThanOrEqualTo(200);
            (await host.MetricAsync("tollgate_redis_late_total") - before).ShouldBeLessThan(200, "a connection that answers late is closed, and no request waits for the next one");
            (await set.AllSayAsync(degraded: true)).ShouldBeTrue();
        }
        finally
        {
            redis.Thaw();
        }

        await Eventually.TrueAsync(() => set.AllSayAsync(degraded: false), TimeSpan.FromSeconds(60));
        var alone = await host.MetricAsync("tollgate_limits_alone_total");
        (await host.ChatAsync(set.Body)).Status.ShouldBe(200);
        (await host.MetricAsync("tollgate_limits_alone_total")).ShouldBe(alone, string.Create(CultureInfo.InvariantCulture, $"shared again after {alone}"));
    }

    private static async Task<RedisServer> StartRedisAsync()
    {
        var redis = new RedisServer();
        await redis.EnsureStartedAsync();
        Assert.SkipUnless(redis.Missing.Length == 0, redis.Missing);
        return redis;
    }
}
