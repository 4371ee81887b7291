using System.Globalization;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>Five gateways and a real Redis: together they admit what one would.</summary>
public sealed class RedisLimitTests
{
    private const int Replicas = 5;

    /// <summary>A machine that stalls must not pass for a Redis that does: exactness is asserted while Redis works.</summary>
    private const int Generous = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("fixed_window", 120, 120)]
    [InlineData("sliding_window", 60, 60)]
    [InlineData("token_bucket", 120, 120)]
    public async Task Exact_rules_admit_exactly_the_limit(string algorithm, int limit, int most)
    {
        await using var redis = await StartRedisAsync();
        await using var set = await ReplicaSet.StartAsync(Replicas, redis.Url, Rule(algorithm, limit, "1d", "exact"), Generous);
        (await set.AllSayAsync(degraded: false)).ShouldBeTrue();

        (await set.AdmittedAsync(seconds: 2)).ShouldBe(most);
        (await set.SumAsync("tollgate_limits_alone_total")).ShouldBe(0);
        (await redis.CommandAsync("KEYS", "*")).ShouldNotContain(Secrets.ClientKey);
    }

    [Fact]
    public async Task Leased_rules_admit_at_most_the_limit_and_what_was_in_hand()
    {
        const int limit = 1000;
        await using var redis = await StartRedisAsync();
        await using var set = await ReplicaSet.StartAsync(Replicas, redis.Url, Rule("fixed_window", limit, "1d", "leased"), Generous);

        // Within one window nothing is in hand beyond the limit; unspent permits go back, so that nearly all of it is used.
        var admitted = await set.AdmittedUntilUsedUpAsync(Patience);
        admitted.ShouldBeInRange(limit - (Replicas * limit / 50), limit);
        (await set.SumAsync("tollgate_redis_calls_total")).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("exact", 100, 0)]
    [InlineData("leased", 500, 10)]
    [Trait("Category", "Nightly")]
    public async Task Windows_do_not_add_up_to_more_than_the_limit_each(string mode, int limit, int inHand)
    {
        await using var redis = await StartRedisAsync();
        await using var set = await ReplicaSet.StartAsync(Replicas, redis.Url, Rule("fixed_window", limit, "3s", mode), Generous);

        // 20 s touch at most eight windows of 3 s.
        (await set.AdmittedAsync(seconds: 20)).ShouldBeInRange(limit * 5, 8 * (limit + (Replicas * inHand)));
    }

    [Fact]
    public Task Redis_killed_and_started_again_costs_no_request_and_the_stated_excess() => KilledAsync("exact", limit: 40, inHand: 0);

    [Fact]
    [Trait("Category", "Nightly")]
    public Task Redis_killed_under_leases_and_started_again_costs_no_request_and_the_stated_excess() => KilledAsync("leased", limit: 500, inHand: 10);

    [Fact]
    public async Task Check_22_Redis_frozen_flushed_and_without_its_scripts_fails_no_request()
    {
        await using var redis = await StartRedisAsync();
        await using var set = await ReplicaSet.StartAsync(2, redis.Url, Rule("token_bucket", 1_000_000, "1m", "exact"), timeoutMs: 50);
        var isOver = false;
        var hammering = set.HammerAsync(() => !Volatile.Read(ref isOver));
        try
        {
            redis.Freeze();
            await Eventually.TrueAsync(() => set.AllSayAsync(degraded: true), Patience);
            redis.Thaw();
            await Eventually.TrueAsync(() => set.AllSayAsync(degraded: false), Patience);
            (await redis.CommandAsync("FLUSHALL")).ShouldStartWith("+OK");
            (await redis.CommandAsync("SCRIPT", "FLUSH")).ShouldStartWith("+OK");
            var calls = await set.SumAsync("tollgate_redis_calls_total");
            await Eventually.TrueAsync(async () => await set.SumAsync("tollgate_redis_calls_total") > calls + 100, Patience);
            await Eventually.TrueAsync(() => set.AllSayAsync(degraded: false), Patience);
        }
        finally
        {
            redis.Thaw();
            Volatile.Write(ref isOver, true);
        }

        (await hammering).Keys.ShouldBe([200]);
    }

    [Theory]
    [InlineData("replicaof")]
    [InlineData("maxmemory")]
    [InlineData("password")]
    public async Task A_redis_that_refuses_counts_as_lost_until_it_does_not(string how)
    {
        await using var redis = await StartRedisAsync();
        await using var set = await ReplicaSet.StartAsync(1, redis.Url, Rule("token_bucket", 1_000_000, "1m", "exact"), Generous);
        var isOver = false;
        var hammering = set.HammerAsync(() => !Volatile.Read(ref isOver));
        try
        {
            (string[] spoil, string[] mend) = how switch
            {
                "replicaof" => ((string[])["REPLICAOF", "127.0.0.1", "1"], (string[])["REPLICAOF", "NO", "ONE"]),
                "maxmemory" => (["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]),
                _ => (["ACL", "SETUSER", "default", "-@all", "+acl", "+ping"], ["ACL", "SETUSER", "default", "+@all"]),
            };
            (await redis.CommandAsync(spoil)).ShouldStartWith("+OK");
            await Eventually.TrueAsync(() => set.AllSayAsync(degraded: true), Patience);
            (await redis.CommandAsync(mend)).ShouldStartWith("+OK");
            await Eventually.TrueAsync(() => set.AllSayAsync(degraded: false), Patience);
        }
        finally
        {
            Volatile.Write(ref isOver, true);
        }

        (await hammering).Keys.ShouldBe([200]);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_the_password_and_limits_hold_alone()
    {
        const string password = "rd-canary-77e1c0";
        await using var redis = await StartRedisAsync("--requirepass", "another");
        var url = redis.Url.Replace("redis://", $"redis://:{password}@", StringComparison.Ordinal);
        await using var set = await ReplicaSet.StartAsync(1, url, Rule("fixed_window", 5, "1d", "exact"), Generous);

        (await set.AllSayAsync(degraded: true)).ShouldBeTrue();
        (await set.AdmittedAsync(seconds: 1)).ShouldBe(5);
        var host = set.Hosts[0];
        await host.Process.LineAsync("it does not accept the user or password");
        host.Printed.ShouldNotContain(password);
        (await host.ExchangeAsync("GET", "/metrics")).BodyText.ShouldNotContain(password);
    }

    private static async Task KilledAsync(string mode, int limit, int inHand)
    {
        await using var redis = await StartRedisAsync();
        await using var set = await ReplicaSet.StartAsync(Replicas, redis.Url, Rule("fixed_window", limit, "1d", mode), timeoutMs: 1000);
        var isOver = false;
        var hammering = set.HammerAsync(() => !Volatile.Read(ref isOver));
        try
        {
            await redis.KillAsync();
            await Eventually.TrueAsync(() => set.AllSayAsync(degraded: true), Patience);
            await redis.StartAsync();
            await Eventually.TrueAsync(() => set.AllSayAsync(degraded: false), Patience);
        }
        finally
        {
            Volatile.Write(ref isOver, true);
        }

        // Each replica holds the limit by itself meanwhile; Redis has lost its memory and admits the limit once more.
        (await hammering).GetValueOrDefault(200).ShouldBeInRange(limit, (Replicas * (limit + inHand)) + limit);
        foreach (var host in set.Hosts)
        {
            await host.ShouldBeSoundAsync();
            host.Process.Out.Concat(host.Process.Err).Count(line => line.Contains("Redis cannot be used", StringComparison.Ordinal)).ShouldBe(1);
        }

        // One limit for all again, and in the end it is used up for every one of them.
        (await set.AdmittedAsync(seconds: 1)).ShouldBeLessThanOrEqualTo(limit);
        await Eventually.TrueAsync(async () => await set.AdmittedAsync(seconds: 1) == 0, Patience);
    }

    private static string Rule(string algorithm, int limit, string per, string mode) => string.Create(
        CultureInfo.InvariantCulture, $"{{ scope: key, metric: requests, limit: {limit}, per: {per}, algorithm: {algorithm}, mode: {mode} }}");

    private static async Task<RedisServer> StartRedisAsync(params IReadOnlyList<string> options)
    {
        var redis = new RedisServer(options);
        await redis.EnsureStartedAsync();
        Assert.SkipUnless(redis.Missing.Length == 0, redis.Missing);
        return redis;
    }
}
