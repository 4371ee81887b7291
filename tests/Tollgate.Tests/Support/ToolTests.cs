using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Support;

public sealed partial class ToolTests
{
    [Fact]
    public void Manual_clock_fires_timers_in_order_and_only_when_moved()
    {
        var clock = new ManualTimeProvider();
        var fired = new List<string>();
        using var late = clock.CreateTimer(_ => fired.Add($"late {clock.Elapsed.TotalSeconds}"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var often = clock.CreateTimer(_ => fired.Add($"often {clock.Elapsed.TotalSeconds}"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        var never = clock.CreateTimer(_ => fired.Add("never"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        never.Dispose();

        fired.ShouldBeEmpty();
        clock.Advance(TimeSpan.FromSeconds(2));
        fired.ShouldBe(["often 1"]);
        clock.Advance(TimeSpan.FromSeconds(2));
        fired.ShouldBe(["often 1", "late 3", "often 3"], ignoreOrder: true);
        clock.GetElapsedTime(0).ShouldBe(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Manual_clock_drives_a_cancellation()
    {
        var clock = new ManualTimeProvider();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), clock);

        clock.Advance(TimeSpan.FromSeconds(29));
        limit.IsCancellationRequested.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => limit.IsCancellationRequested);
    }

    [Fact]
    public void Temporary_folder_is_gone_afterwards()
    {
        string place;
        using (var folder = new TempFolder())
        {
            place = folder.Write("a.yaml", "one: 1");
            File.ReadAllText(place).ShouldBe("one: 1");
            folder.Write("a.yaml", "two: 2");
            Directory.GetFiles(folder.Location).ShouldBe([place]);
        }

        File.Exists(place).ShouldBeFalse();
    }

    [Fact]
    public void Golden_text_matches_its_file_and_a_difference_names_the_line()
    {
        Golden.Match("first\nsecond\n", "sample.txt");
        Should.Throw<GoldenMismatchException>(() => Golden.Match("first\nother\n", "sample.txt")).Message.ShouldContain("line 2");
    }

    [Fact]
    public async Task Fault_proxy_passes_delays_cuts_and_refuses()
    {
        var body = new string('b', 5000);
        await using var upstream = ScriptedUpstream.Start(s => s.Json(body));
        await using var proxy = new TcpFaultProxy(upstream.Port);
        (await ExchangeAsync(proxy.Port)).BodyText.ShouldBe(body);

        proxy.CutAfterBytes = 1000;
        await Should.ThrowAsync<IOException>(() => ExchangeAsync(proxy.Port));

        proxy.CutAfterBytes = null;
        proxy.BytesPerSecond = 50_000;
        (await ExchangeAsync(proxy.Port, "HEAD")).Status.ShouldBe(200);

        proxy.BytesPerSecond = 0;
        proxy.Refuses = true;
        await Should.ThrowAsync<IOException>(() => ExchangeAsync(proxy.Port));

        static async Task<RawResponse> ExchangeAsync(int port, string method = "GET")
        {
            await using var client = await RawClient.ConnectAsync(port);
            return await client.ExchangeAsync(method, "/", null);
        }
    }

    [Fact]
    public async Task Fault_proxy_as_a_black_hole_answers_nothing()
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("x"));
        await using var proxy = new TcpFaultProxy(upstream.Port) { Drops = true };
        await using var client = await RawClient.ConnectAsync(proxy.Port);
        client.Patience = TimeSpan.FromMilliseconds(100);

        await Should.ThrowAsync<TimeoutException>(() => client.ExchangeAsync("GET", "/", null));
        upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Process_lines_signals_and_exit_code_are_seen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a POSIX shell and /proc.");
        await using var process = ProcessRunner.Start(
            "/bin/sh", ["-c", "trap 'echo bye $WHO; exit 3' TERM; echo ready 42; echo oops >&2; while :; do read x < /dev/zero; done"],
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["WHO"] = "you" });

        (await process.LineAsync(Ready())).ShouldBe("ready 42");
        await process.LineAsync("oops");
        process.Cost().ResidentBytes.ShouldBeGreaterThan(100_000);
        process.Cost().Descriptors.ShouldBeGreaterThanOrEqualTo(3);
        process.Signal(UnixSignal.Kill);
        (await process.ExitAsync()).ShouldBe(137);
    }

    [Fact]
    public async Task Process_ends_by_its_own_handler_on_a_termination_signal()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a POSIX shell.");
        await using var process = ProcessRunner.Start(
            "/bin/sh", ["-c", "trap 'echo bye; exit 3' TERM; echo ready; while :; do :; done"]);

        await process.LineAsync("ready");
        process.Signal(UnixSignal.Terminate);
        (await process.ExitAsync()).ShouldBe(3);
        process.Out.ShouldContain("bye");
    }

    [Fact]
    public void Ports_differ()
    {
        var ports = Enumerable.Range(0, 50).Select(_ => FreePort.Take()).ToArray();

        ports.Distinct().Count().ShouldBe(50);
        ports.ShouldAllBe(port => port >= 20_000 && port < 32_768);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\ncontent-length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length : 1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0x1\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;a=b\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nabc\r\n")]
    public async Task Reader_of_the_raw_client_is_strict(string answer)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Say(Encoding.ASCII.GetBytes(answer)).ThenClose());
        await using var client = await RawClient.ConnectAsync(upstream.Port);

        await Should.ThrowAsync<WireFormatException>(() => client.ExchangeAsync("GET", "/", null));
    }

    [GeneratedRegex("ready [0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Ready();
}
