using System.Text.Json;
using Shouldly;
using Tollgate.FaultTests.Crashing;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>Several gateways, one Redis, one budget. An answer costs 30 cents, as estimated.</summary>
public sealed class SharedBudgetTests
{
    private const int Generous = 10_000;
    private const int Requests = 40;
    private const string Budget = "{ name: b, scope: global, limit_usd: 12.1 }";
    private const long AllNanoUsd = 12_000_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Five_gateways_spend_one_budget_and_not_more_also_after_one_was_killed_and_after_a_flush()
    {
        await using var redis = await StartRedisAsync();
        await using var upstream = Answering.Always();
        await using var set = await StartAsync(5, redis, upstream);
        (await set.AllSayAsync(degraded: false)).ShouldBeTrue();

        (await UsedUpAsync(set)).ShouldBe(Requests);
        await SpentAsync(set, AllNanoUsd);
        (await set.SumAsync("tollgate_budgets_alone_total")).ShouldBe(0);
        (await redis.CommandAsync("KEYS", "*")).ShouldNotContain("global");

        // What it spent is in its file, and is told again as a whole: neither lost nor doubled.
        await set.Hosts[0].KillAsync();
        await set.Hosts[0].StartAgainAsync();
        (await UsedUpAsync(set)).ShouldBe(0);
        await SpentAsync(set, AllNanoUsd);

        (await redis.CommandAsync("FLUSHALL")).ShouldStartWith("+OK");
        (await UsedUpAsync(set)).ShouldBe(0, "each remembers what the others had spent");
        await SpentAsync(set, AllNanoUsd);
    }

    [Fact]
    public async Task Without_redis_each_gateway_may_spend_what_was_left_and_all_of_it_counts_when_it_is_back()
    {
        await using var redis = await StartRedisAsync();
        await using var upstream = Answering.Always();
        await using var set = await StartAsync(2, redis, upstream);
        for (var i = 0; i < Requests / 2; i++)
        {
            (await set.Hosts[i % 2].ChatAsync(set.Body)).Status.ShouldBe(200);
        }

        await SpentAsync(set, AllNanoUsd / 2);
        await redis.KillAsync();
        await Eventually.TrueAsync(() => set.AllSayAsync(degraded: true), Patience);
        (await UsedUpAsync(set)).ShouldBe(2 * (Requests / 2), "each what was left");

        await redis.StartAsync();
        await Eventually.TrueAsync(() => set.AllSayAsync(degraded: false), Patience);
        await SpentAsync(set, AllNanoUsd / 2 * 3);
        (await UsedUpAsync(set)).ShouldBe(0);
        (await set.SumAsync("tollgate_budgets_alone_total")).ShouldBeGreaterThan(0);
    }

    /// <summary>Asks all of them until there is nothing left, and says how many requests were let through.</summary>
    private static Task<int> UsedUpAsync(ReplicaSet set) => set.AdmittedUntilUsedUpAsync(Patience);

    /// <summary>All of them say that so much was spent.</summary>
    private static async Task SpentAsync(ReplicaSet set, long nanoUsd)
    {
        foreach (var host in set.Hosts)
        {
            var last = "";
            (await Eventually.BecomesTrueAsync(
                async () =>
                {
                    await using var client = await host.ConnectAsync();
                    client.Patience = Patience;
                    var answer = await client.ExchangeAsync("GET", "/api/budgets", null, "authorization: Bearer " + RecordedRequests.AdminKey);
                    last = answer.BodyText;
                    return answer.Status == 200
                        && JsonDocument.Parse(last).RootElement.GetProperty("data")[0].GetProperty("subjects").EnumerateArray().Sum(s => s.GetProperty("spent_nanousd").GetInt64()) == nanoUsd;
                },
                Patience)).ShouldBeTrue(last);
        }
    }

    private static async Task<ReplicaSet> StartAsync(int count, RedisServer redis, ScriptedUpstream upstream)
    {
        var set = await ReplicaSet.StartAsync(count, redis.Url, Generous, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("max_connections", 16))
            .Set("auth", "admin_key", RecordedRequests.AdminKey)
            .Set("storage", "journal", new { segment_bytes = 65536 })
            .Add("prices", "{ model: m, input: 0, output: 100000 }")
            .Add("budgets", Budget));
        set.Body = Chat.Request().Replace("\"stream\":false", "\"max_tokens\":3", StringComparison.Ordinal);
        set.Expected = [200, 402];
        return set;
    }

    private static async Task<RedisServer> StartRedisAsync()
    {
        var redis = new RedisServer();
        await redis.EnsureStartedAsync();
        Assert.SkipUnless(redis.Missing.Length == 0, redis.Missing);
        return redis;
    }
}
