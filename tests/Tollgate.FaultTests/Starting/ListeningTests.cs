using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Starting;

public sealed class ListeningTests
{
    /// <summary>Of a debug build; a published one is held to less by the bench.</summary>
    private const long RestingBytes = 160L << 20;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Banner_says_what_listens_what_is_live_and_how_to_send_a_first_request(string engine)
    {
        await using var upstream = Answering.Always();
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml
            .Provider("first", upstream.BaseUrl, ("models", (string[])["gpt-x"]), ("default", true))
            .Provider("off", upstream.BaseUrl, ("enabled", false)));
        await host.Process.LineAsync("base_url");
        var banner = host.Printed;

        banner.ShouldMatch(@"Tollgate \d+\.\d+\.\d+");
        banner.ShouldContain(host.Url);
        banner.ShouldContain(host.ConfigPath);
        banner.ShouldContain("first");
        banner.ShouldContain("gpt-x");
        banner.ShouldNotContain("provider      off");
        banner.ShouldContain($"curl {host.Url}/v1/chat/completions");
        banner.ShouldContain($"{host.Url}/v1");
        banner.ShouldNotContain("canary");
        var resident = host.Process.Cost().ResidentBytes;
        TestContext.Current.TestOutputHelper?.WriteLine($"{engine}: {resident / 1024.0 / 1024.0:0.0} MiB resident at rest");
        resident.ShouldBeLessThan(RestingBytes);
    }

    [Fact]
    public async Task A_data_folder_that_is_in_use_is_exit_code_1_and_said()
    {
        await using var upstream = Answering.Always();
        await using var first = await HostProcess.StartAsync(Engines.Sockets, upstream);
        using var folder = new TempFolder();
        var other = folder.Write(
            "tollgate.yaml",
            (await File.ReadAllTextAsync(first.ConfigPath)).Replace($":{first.Port}\"", $":{FreePort.Take()}\"", StringComparison.Ordinal));
        await using var second = HostProcess.Launch(["serve", "--config", other]);

        (await second.ExitAsync()).ShouldBe(1);

        var said = string.Join('\n', second.Err);
        said.ShouldContain("storage.data_dir");
        said.ShouldContain("another process");
        said.ShouldNotContain("   at ");
        (await first.ChatAsync()).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Port_that_is_taken_is_exit_code_1_and_never_shared_by_accident(string engine)
    {
        await using var upstream = Answering.Always();
        await using var first = await HostProcess.StartAsync(engine, upstream);
        using var folder = new TempFolder();
        var other = folder.Write("tollgate.yaml", (await File.ReadAllTextAsync(first.ConfigPath)).Replace("/data\"", "/other\"", StringComparison.Ordinal));
        await using var second = HostProcess.Launch(["serve", "--config", other]);

        (await second.ExitAsync()).ShouldBe(1);

        var said = string.Join('\n', second.Err);
        said.ShouldContain(first.Port.ToString(CultureInfo.InvariantCulture));
        said.ShouldContain("in use");
        said.ShouldNotContain("   at ");
        for (var i = 0; i < 20; i++)
        {
            (await first.ChatAsync()).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task Port_of_another_program_is_exit_code_1()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        var taken = ((IPEndPoint)other.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        await using var process = HostProcess.Launch(["serve", "--urls", $"http://127.0.0.1:{taken}"]);

        (await process.ExitAsync()).ShouldBe(1);

        string.Join('\n', process.Err).ShouldContain(taken);
        process.Out.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Killed_process_leaves_the_port_free_for_the_next_at_once(string engine)
    {
        await using var upstream = Answering.StreamsUntil(new TaskCompletionSource().Task);
        await using var host = await HostProcess.StartAsync(engine, upstream);
        var open = new List<RawClient>();
        for (var i = 0; i < 20; i++)
        {
            var (client, answer) = await host.OpenStreamAsync();
            await client.ReadUntilAsync(answer, "first");
            open.Add(client);
        }

        host.Process.Signal(UnixSignal.Kill);
        (await host.Process.ExitAsync()).ShouldBe(137);
        await using var next = HostProcess.Launch(["serve", "--config", host.ConfigPath]);
        await next.LineAsync("base_url");

        (await host.ChatAsync()).Status.ShouldBe(200);
        foreach (var client in open)
        {
            await client.DisposeAsync();
        }
    }
}
