using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Tollgate.Admission;
using Tollgate.Admission.Shared;
using Tollgate.Configuration;
using Tollgate.Redis;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Admission.Shared;

/// <summary>
/// The scripts against the gateway's own cells: the same schedule of requests and corrections, by the same clock, gets the same answers. For this the
/// scripts are told the time instead of reading it.
/// </summary>
public sealed class ScriptOracleTests
{
    public static TheoryData<LimitAlgorithm, LimitMetric, long, long, int> Rules => new()
    {
        { LimitAlgorithm.TokenBucket, LimitMetric.Requests, 7, 7, 1 },
        { LimitAlgorithm.TokenBucket, LimitMetric.Requests, 10, 3, 60 },
        { LimitAlgorithm.TokenBucket, LimitMetric.Tokens, 1000, 2500, 10 },
        { LimitAlgorithm.TokenBucket, LimitMetric.Cost, 3_000_000_000, 3_000_000_000, 3600 },
        { LimitAlgorithm.LeakyBucket, LimitMetric.Requests, 9, 9, 1 },
        { LimitAlgorithm.LeakyBucket, LimitMetric.Tokens, 500, 500, 30 },
        { LimitAlgorithm.SlidingWindow, LimitMetric.Requests, 10, 10, 1 },
        { LimitAlgorithm.SlidingWindow, LimitMetric.Tokens, 5000, 5000, 60 },
        { LimitAlgorithm.FixedWindow, LimitMetric.Requests, 10, 10, 1 },
        { LimitAlgorithm.FixedWindow, LimitMetric.Cost, 70_000, 70_000, 60 },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Scripts_and_cells_decide_alike(LimitAlgorithm algorithm, LimitMetric metric, long limit, long burst, int seconds) =>
        CompareAsync(algorithm, metric, limit, burst, seconds, steps: 1_000);

    [Theory]
    [MemberData(nameof(Rules))]
    [Trait("Category", "Nightly")]
    public Task Scripts_and_cells_decide_alike_for_long(LimitAlgorithm algorithm, LimitMetric metric, long limit, long burst, int seconds) =>
        CompareAsync(algorithm, metric, limit, burst, seconds, steps: 100_000);

    private static async Task CompareAsync(LimitAlgorithm algorithm, LimitMetric metric, long limit, long burst, int seconds, int steps)
    {
        await using var redis = new RedisServer();
        await redis.EnsureStartedAsync();
        Assert.SkipUnless(redis.Missing.Length == 0, redis.Missing);
        var rule = new LimitRule { Name = "r", Limit = limit, Burst = burst, Metric = metric, Algorithm = algorithm, Window = TimeSpan.FromSeconds(seconds) };
        var random = new Random(HashCode.Combine((int)algorithm, (int)metric, limit));
        const long start = 1_700_000_000_000_000;
        var now = start;
        LimitCell cell = algorithm switch
        {
            LimitAlgorithm.SlidingWindow => new SlidingWindowCell(1, rule, "s", 1),
            LimitAlgorithm.FixedWindow => new FixedWindowCell(1, rule, "s", 1),
            _ => new BucketCell(1, rule, "s", 1, now),
        };
        await using var scripts = await TimedScripts.LoadAsync(redis, new SharedRule(rule));
        var taken = new List<(long Amount, long Local, long Remote)>();
        for (var step = 0; step < steps; step++)
        {
            // Often the same moment, sometimes longer than the window.
            now += random.Next(4) switch { 0 => 0, 1 => random.Next(2_000), 2 => random.NextInt64(rule.WindowUs / 8), _ => random.NextInt64(rule.WindowUs * (step % 50 == 0 ? 3 : 1) / 2) };
            if (taken.Count > 0 && rule.IsSettled && random.Next(3) == 0)
            {
                var at = random.Next(taken.Count);
                var (amount, local, remote) = taken[at];
                taken.RemoveAt(at);
                var more = random.Next(3) == 0 ? random.NextInt64(limit / 4) + 1 : -(random.NextInt64(amount) + 1);
                if (more > 0) { cell.Charge(more, now); }
                else { cell.Refund(-more, local, now); }
                await scripts.SettleAsync(now, more, remote);
                continue;
            }

            var wanted = rule.IsSettled ? random.NextInt64(Math.Max(limit, burst)) + 1 : 1;
            var fits = cell.Fits(wanted, now);
            var free = fits ? 0 : cell.FreeInUs(wanted, now);
            var stamp = fits ? cell.Take(wanted, now) : 0;
            var answer = await scripts.TakeAsync(now, wanted);
            var where = $"step {step}, {now - start} us, {wanted}";
            answer[0].ShouldBe(fits ? 1 : 0, where);
            answer[1].ShouldBe(free == long.MaxValue ? -1 : free, where);
            if (algorithm != LimitAlgorithm.LeakyBucket) { answer[2].ShouldBe(Math.Max(0, cell.Remaining(now)), where); }
            answer[3].ShouldBe(LimitClock.ToMs(cell.ResetInUs(now)), where);
            if (fits) { taken.Add((wanted, stamp, answer[4])); }
        }
    }

    /// <summary>The scripts with the clock as their last two arguments.</summary>
    private sealed class TimedScripts : IAsyncDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] _block = new byte[64 * 1024];
        private readonly SharedRule _rule;
        private readonly RedisScript _take = Timed(SharedScripts.Take);
        private readonly RedisScript _settle = Timed(SharedScripts.Settle);

        private TimedScripts(SharedRule rule) => _rule = rule;

        public static async Task<TimedScripts> LoadAsync(RedisServer server, SharedRule rule)
        {
            var scripts = new TimedScripts(rule);
            await scripts._socket.ConnectAsync("127.0.0.1", server.Port);
            await scripts.SendAsync(scripts._take.Load);
            await scripts.SendAsync(scripts._settle.Load);
            return scripts;
        }

        public Task<long[]> TakeAsync(long now, long amount) =>
            CallAsync(_take, [.. Word("name"), .. _rule.Words, .. Word(amount), .. Word(amount), .. Clock(now)], 10);

        public Task<long[]> SettleAsync(long now, long more, long stamp) => CallAsync(_settle, [.. _rule.Words, .. Word(more), .. Word(stamp), .. Clock(now)], 9);

        public ValueTask DisposeAsync()
        {
            _socket.Dispose();
            return ValueTask.CompletedTask;
        }

        private static RedisScript Timed(RedisScript script) =>
            new(Encoding.UTF8.GetString(script.Text).Replace("redis.call('TIME')", "{ ARGV[#ARGV - 1], ARGV[#ARGV] }", StringComparison.Ordinal));

        private static byte[] Word(string text) => RespCommand.MakeWord(Encoding.ASCII.GetBytes(text));

        private static byte[] Word(long number) => Word(number.ToString(CultureInfo.InvariantCulture));

        private static byte[] Clock(long now) => [.. Word(now / 1_000_000), .. Word(now % 1_000_000)];

        private async Task<long[]> CallAsync(RedisScript script, byte[] arguments, int words)
        {
            var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"*{4 + words}\r\n"));
            var length = await SendAsync([.. head, .. Word("EVALSHA"), .. RespCommand.MakeWord(script.Hash), .. Word(1), .. Word("{tollgate}:l:test"), .. arguments]);
            var reply = new RespReader(_block.AsSpan(0, length));
            var kind = reply.Next();
            kind.ShouldNotBe(RespKind.Error, Encoding.UTF8.GetString(_block, 0, length));
            var numbers = new List<long>();
            while (reply.TryInteger(out var number)) { numbers.Add(number); }
            return [.. numbers];
        }

        private async Task<int> SendAsync(byte[] command)
        {
            await _socket.SendAsync(command);
            var length = 0;
            while (RespFrame.Measure(_block.AsSpan(0, length), out _, out _) == RespStatus.Partial)
            {
                length += await _socket.ReceiveAsync(_block.AsMemory(length)).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
            }

            return length;
        }
    }
}
