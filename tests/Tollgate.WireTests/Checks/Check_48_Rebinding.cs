using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

/// <summary>
/// The name's answers change between look-ups. 127.0.0.1 stands for the public address, since no test calls a stranger; 127.0.0.2 is loopback that
/// nobody allowed.
/// </summary>
public sealed class Check_48_Rebinding
{
    private static readonly IPAddress Permitted = IPAddress.Loopback;
    private static readonly IPAddress Forbidden = IPAddress.Parse("127.0.0.2");

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_48_Name_that_answers_a_permitted_address_first_never_leads_to_another_one_later(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(200, Chat.Answer, "connection: close").ThenClose());
        using var trap = Trap(upstream.Port);
        var names = new ConcurrentQueue<string>();
        await using var gateway = await StartAsync(engine, upstream, (host, _) =>
        {
            names.Enqueue(host);
            return Task.FromResult<IPAddress[]>([names.Count == 1 ? Permitted : Forbidden]);
        });
        for (var request = 0; request < 3; request++)
        {
            (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
        }

        upstream.Connections.ShouldBe(3);
        names.ShouldBe(["rebind.test"]);
        trap.Pending().ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_48_Forbidden_address_among_permitted_ones_is_not_dialled(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        using var trap = Trap(upstream.Port);
        await using var gateway = await StartAsync(engine, upstream, (_, _) => Task.FromResult<IPAddress[]>([Forbidden, Permitted, IPAddress.IPv6Loopback]));

        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
        trap.Pending().ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_48_Name_that_leads_to_loopback_only_is_unavailable_and_nothing_is_dialled(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        using var trap = Trap(upstream.Port);
        foreach (var address in (string[])["127.0.0.2", "::ffff:127.0.0.2", "169.254.169.254", "0.0.0.0"])
        {
            await using var gateway = await StartAsync(engine, upstream, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));

            (await gateway.ChatAsync(Chat.Request())).ShouldBeError(503, "UPSTREAM_UNAVAILABLE");
        }

        upstream.Connections.ShouldBe(0);
        trap.Pending().ShouldBeFalse();
    }

    private static Task<RunningGateway> StartAsync(
        string engine, ScriptedUpstream upstream, Func<string, CancellationToken, Task<IPAddress[]>> lookup) => RunningGateway.StartAsync(
        engine,
        yaml => yaml.Provider("up", $"http://rebind.test:{upstream.Port}/v1").Set("egress", "allow", (string[])["127.0.0.1/32"]),
        InProcessGateway.With(lookup));

    private static TcpListener Trap(int port)
    {
        var trap = new TcpListener(Forbidden, port);
        trap.Start();
        return trap;
    }
}
