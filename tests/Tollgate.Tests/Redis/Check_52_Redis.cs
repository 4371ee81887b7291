using System.Net;
using Shouldly;
using Tollgate.Loops;
using Tollgate.Redis;
using Tollgate.TestSupport;
using Tollgate.Tests.Loops;
using Xunit;

namespace Tollgate.Tests.Redis;

/// <summary>A cancelled exchange ends its connection: 10^5 calls, cut off at every point, and no answer reaches another call.</summary>
public sealed class Check_52_Redis
{
    private const int Rounds = 500;
    private const int CallsPerRound = 200;

    [Fact]
    public async Task Check_52_Calls_cut_off_anywhere_leave_no_answer_for_others()
    {
        await using var redis = new RedisServer();
        await redis.EnsureStartedAsync();
        Assert.SkipUnless(redis.Missing.Length == 0, redis.Missing);
        await using var fixture = new LoopFixture(OperatingSystem.IsLinux() ? "epoll" : "sockets");
        var to = new IPEndPoint(IPAddress.Loopback, redis.Port);
        var random = new Random(52);
        var (right, wrong, cut) = (0, 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var first = (long)round * CallsPerRound;
            var closeAfter = random.Next(CallsPerRound);
            foreach (var (sent, outcome, value) in await fixture.RunAsync(() => RoundAsync(fixture.Loop, to, first, closeAfter)))
            {
                right += outcome == RedisOutcome.Ok && value == sent ? 1 : 0;
                wrong += outcome == RedisOutcome.Ok && value != sent ? 1 : 0;
                cut += outcome == RedisOutcome.Ok ? 0 : 1;
            }
        }

        wrong.ShouldBe(0);
        (right + cut).ShouldBe(Rounds * CallsPerRound);
        right.ShouldBeGreaterThan(0);
        cut.ShouldBeGreaterThan(0);
        fixture.Faults.ShouldBeEmpty();
    }

    private static async LoopTask<(long Sent, RedisOutcome Outcome, long Value)[]> RoundAsync(EventLoop loop, IPEndPoint to, long first, int closeAfter)
    {
        var transport = await loop.ConnectAsync(to, 30_000);
        var connection = new RedisConnection(transport!, 60_000, new RedisCounters());
        connection.RunAsync().Forget();
        var calls = new EchoCall[CallsPerRound];
        var ends = new LoopTask<RedisOutcome>[CallsPerRound];
        for (var i = 0; i < CallsPerRound; i++)
        {
            calls[i] = new EchoCall();
            var bytes = connection.TryBegin()!;
            RespCommand.Begin(bytes, 2);
            RespCommand.Word(bytes, "ECHO"u8);
            RespCommand.Word(bytes, first + i);
            connection.Send(calls[i]);
            ends[i] = calls[i].EndAsync();
        }

        var results = new (long, RedisOutcome, long)[CallsPerRound];
        for (var i = 0; i < CallsPerRound; i++)
        {
            if (i == closeAfter)
            {
                connection.Close(RedisOutcome.Unavailable);
            }

            var outcome = await ends[i];
            results[i] = (first + i, outcome, calls[i].Value);
        }

        connection.Close(RedisOutcome.Unavailable);
        return results;
    }
}
