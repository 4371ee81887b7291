using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Tollgate.Loops;
using Tollgate.Redis;
using Tollgate.Tests.Loops;
using Xunit;

namespace Tollgate.Tests.Redis;

public sealed class RedisConnectionTests
{
    private const long Long = 60_000;

    public static TheoryData<string> Engines => OperatingSystem.IsLinux() ? ["epoll", "sockets"] : ["sockets"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Calls_of_one_turn_go_out_together_and_each_gets_its_own_answer(string engine)
    {
        await using var rig = await Rig.StartAsync(engine, Long);
        var calls = rig.CallAsync(100);
        var received = await ScriptedRedis.ReceiveAsync(rig.Server, 100);
        received.ShouldStartWith("*2\r\n$4\r\nECHO\r\n$1\r\n0\r\n*2\r\n");
        await ScriptedRedis.SendAsync(rig.Server, string.Concat(Enumerable.Range(0, 100).Select(i => $":{i}\r\n")));

        (await calls).ShouldBe([.. Enumerable.Range(0, 100).Select(i => (RedisOutcome.Ok, (long)i))]);
        rig.Counters.UnderWay.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_answer_may_come_in_pieces_and_behind_messages_that_answer_nothing(string engine)
    {
        await using var rig = await Rig.StartAsync(engine, Long);
        var calls = rig.CallAsync(2);
        await ScriptedRedis.ReceiveAsync(rig.Server, 2);
        foreach (var piece in new[] { ">2\r\n+inv", "alidate\r\n:7\r\n:1", "2", "3\r", "\n:4\r\n" })
        {
            await ScriptedRedis.SendAsync(rig.Server, piece);
        }

        (await calls).ShouldBe([(RedisOutcome.Ok, 123), (RedisOutcome.Ok, 4)]);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_late_answer_reaches_nobody(string engine)
    {
        await using var rig = await Rig.StartAsync(engine, timeoutMs: 40);
        var calls = rig.CallAsync(2);
        await ScriptedRedis.ReceiveAsync(rig.Server, 2);

        (await calls).ShouldBe([(RedisOutcome.Late, -1), (RedisOutcome.Late, -1)]);
        rig.Connection.IsClosed.ShouldBeTrue();
        rig.Counters.Late.ShouldBe(1);

        // The connection is gone for the server too: nobody is left whom its answer could reach.
        (await EndsAsync(rig.Server)).ShouldBeTrue();
        (await rig.Fixture.CallAsync(() => rig.Connection.TryBegin() is null)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData(":1\r\n:2\r\n:3\r\n")]
    [InlineData("+OK\r\n")]
    [InlineData("*1\r\n:1\r\n")]
    public async Task An_answer_that_does_not_belong_to_its_call_ends_the_connection(string answer)
    {
        await using var rig = await Rig.StartAsync("sockets", Long);
        var calls = rig.CallAsync(2);
        await ScriptedRedis.ReceiveAsync(rig.Server, 2);
        await ScriptedRedis.SendAsync(rig.Server, answer);

        (await EndsAsync(rig.Server)).ShouldBeTrue();
        foreach (var (outcome, value) in await calls)
        {
            (outcome == RedisOutcome.Ok ? value is 1 or 2 : value == -1).ShouldBeTrue();
        }

        rig.Counters.BadReplies.ShouldBe(1);
        rig.Connection.IsClosed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_server_says_unasked_ends_the_connection()
    {
        await using var rig = await Rig.StartAsync("sockets", Long);
        await ScriptedRedis.SendAsync(rig.Server, ":1\r\n");
        (await EndsAsync(rig.Server)).ShouldBeTrue();
        rig.Connection.EndedBy.ShouldBe(RedisOutcome.Unavailable);
    }

    [Theory]
    [InlineData("-NOSCRIPT No matching script\r\n", RedisOutcome.NoScript, "NOSCRIPT")]
    [InlineData("-READONLY You can't write\r\n", RedisOutcome.Refused, "READONLY")]
    [InlineData("!9\r\nERR other\r\n", RedisOutcome.Refused, "ERR")]
    internal async Task An_error_is_an_answer_too(string answer, RedisOutcome outcome, string code)
    {
        await using var rig = await Rig.StartAsync("sockets", Long);
        var calls = rig.CallAsync(2);
        await ScriptedRedis.ReceiveAsync(rig.Server, 2);
        await ScriptedRedis.SendAsync(rig.Server, answer + ":5\r\n");

        (await calls).ShouldBe([(outcome, -1), (RedisOutcome.Ok, 5)]);
        rig.LastCode.ShouldBe(code);
    }

    [Fact]
    public async Task Calls_end_when_the_server_goes()
    {
        await using var rig = await Rig.StartAsync("sockets", Long);
        var calls = rig.CallAsync(3);
        await ScriptedRedis.ReceiveAsync(rig.Server, 3);
        await ScriptedRedis.SendAsync(rig.Server, ":9\r\n");
        LoopTransfers.Vanish(rig.Server);

        (await calls)[1..].ShouldBe([(RedisOutcome.Unavailable, -1), (RedisOutcome.Unavailable, -1)]);
    }

    [Fact]
    public async Task Beyond_the_bound_nothing_is_sent()
    {
        await using var rig = await Rig.StartAsync("sockets", Long);
        var accepted = await rig.Fixture.CallAsync(() =>
        {
            var count = 0;
            while (rig.Connection.TryBegin() is { } bytes && count <= RedisPipeline.Capacity)
            {
                RespCommand.Begin(bytes, 1);
                RespCommand.Word(bytes, "PING"u8);
                rig.Connection.Send(call: null);
                count++;
            }

            return count;
        });

        accepted.ShouldBe(RedisPipeline.Capacity);
    }

    [Fact]
    public async Task Numbers_are_written_as_words_of_the_right_length()
    {
        await using var fixture = new LoopFixture("sockets");
        foreach (var number in new[] { 0, 9, 10, 1_234_567_890, -1, long.MaxValue, long.MinValue })
        {
            var text = await fixture.CallAsync(() =>
            {
                var bytes = SendBuffer.Rent(fixture.Loop);
                RespCommand.Word(bytes, number);
                var written = System.Text.Encoding.ASCII.GetString(bytes.Span);
                bytes.Return();
                return written;
            });
            var digits = number.ToString(CultureInfo.InvariantCulture);
            text.ShouldBe($"${digits.Length}\r\n{digits}\r\n");
        }
    }

    private static async Task<bool> EndsAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1024]).WaitAsync(LoopFixture.Patience) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private sealed class Rig : IAsyncDisposable
    {
        private Rig(LoopFixture fixture, RedisConnection connection, Socket server, RedisCounters counters)
        {
            Fixture = fixture;
            Connection = connection;
            Server = server;
            Counters = counters;
        }

        public LoopFixture Fixture { get; }

        public RedisConnection Connection { get; }

        public Socket Server { get; }

        public RedisCounters Counters { get; }

        public string LastCode { get; private set; } = "";

        public static async Task<Rig> StartAsync(string engine, long timeoutMs)
        {
            var fixture = new LoopFixture(engine);
            using var scripted = new ScriptedRedis();
            var counters = new RedisCounters();
            var to = new IPEndPoint(IPAddress.Loopback, scripted.Port);
            var transport = await fixture.RunAsync(() => fixture.Loop.ConnectAsync(to, 30_000));
            var connection = await fixture.CallAsync(() =>
            {
                var made = new RedisConnection(transport!, timeoutMs, counters);
                made.RunAsync().Forget();
                return made;
            });
            return new Rig(fixture, connection, await scripted.AcceptAsync(), counters);
        }

        /// <summary>So many calls in one turn of the loop: ECHO and its number.</summary>
        public async Task<(RedisOutcome Outcome, long Value)[]> CallAsync(int count)
        {
            var calls = await Fixture.CallAsync(() =>
            {
                var made = new (NumberCall Call, LoopTask<RedisOutcome> End)[count];
                for (var i = 0; i < count; i++)
                {
                    var bytes = Connection.TryBegin()!;
                    RespCommand.Begin(bytes, 2);
                    RespCommand.Word(bytes, "ECHO"u8);
                    RespCommand.Word(bytes, i);
                    var call = new NumberCall();
                    Connection.Send(call);
                    made[i] = (call, call.EndAsync());
                }

                return made;
            });
            var results = new (RedisOutcome, long)[count];
            for (var i = 0; i < count; i++)
            {
                var (call, end) = calls[i];
                results[i] = (await Fixture.RunAsync(() => end), call.Value);
                LastCode = call.ErrorCode.Length > 0 ? call.ErrorCode : LastCode;
            }

            return results;
        }

        public async ValueTask DisposeAsync()
        {
            await Fixture.CallAsync(() =>
            {
                Connection.Close(RedisOutcome.Unavailable);
                return 0;
            });
            Server.Dispose();
            Fixture.Faults.ShouldBeEmpty();
            await Fixture.DisposeAsync();
        }
    }
}
