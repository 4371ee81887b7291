using System.Net;
using System.Net.Sockets;
using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class LoopListenerTests
{
    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_burst_of_connections_is_accepted_whole(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var at = fixture.Serve(LoopTransfers.EchoAsync);
        var clients = await ConnectAsync(at, 300);
        await EchoAsync(clients);

        (await fixture.CallAsync(() => fixture.Loop.Counters.Sockets)).ShouldBe(300);
        fixture.Loop.Counters.Accepted.ShouldBe(300);
        clients.ForEach(static client => client.Dispose());
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Connections_are_spread_over_the_loops_and_stay_on_theirs(string engine)
    {
        await using var fixture = new LoopFixture(engine, loops: 2);
        var at = fixture.Serve(TellLoopAsync);
        var clients = new List<Socket>();
        var byLoop = new int[2];
        for (var i = 0; i < 64; i++)
        {
            var client = (await ConnectAsync(at, 1))[0];
            clients.Add(client);
            var answer = new byte[1];
            (await client.ReceiveAsync(answer).WaitAsync(LoopFixture.Patience)).ShouldBe(1);
            byLoop[answer[0]]++;
        }

        byLoop.Min().ShouldBeGreaterThanOrEqualTo(16);
        fixture.Faults.ShouldBeEmpty();
        clients.ForEach(static client => client.Dispose());
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Closing_a_listener_accepts_what_is_queued(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var listener = fixture.Listen(LoopTransfers.EchoAsync)[0];
        var clients = await fixture.CallAsync(() =>
        {
            // The loop is kept here, so the system queues these.
            var connected = new List<Socket>();
            for (var i = 0; i < 20; i++)
            {
                var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                client.Connect(listener.LocalEndPoint);
                connected.Add(client);
            }

            listener.Close();
            listener.Close();
            return connected;
        });

        await EchoAsync(clients);
        (await fixture.RunAsync(() => fixture.Loop.ConnectAsync(listener.LocalEndPoint, 5_000))).ShouldBeNull();
        clients.ForEach(static client => client.Dispose());
        fixture.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task An_address_that_is_taken_is_refused(string engine)
    {
        await using var fixture = new LoopFixture(engine, loops: 2);
        var at = fixture.Serve(LoopTransfers.EchoAsync);

        Should.Throw<IOException>(() => fixture.Group.Listen(at, sharePort: false, static (_, _) => { })).Message.ShouldContain(at.ToString());
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_handler_that_throws_costs_only_its_own_connection(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var count = 0;
        var at = fixture.Serve(transport => count++ % 2 == 0 ? throw new InvalidOperationException("a bug above") : LoopTransfers.EchoAsync(transport));
        var clients = await fixture.CallAsync(() =>
        {
            var connected = new List<Socket>();
            for (var i = 0; i < 10; i++)
            {
                var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                client.Connect(at);
                connected.Add(client);
            }

            return connected;
        });

        await EchoAsync(clients.Where(static (_, i) => i % 2 == 1).ToList());
        fixture.Faults.Count.ShouldBe(5);
        clients.ForEach(static client => client.Dispose());
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_client_is_told_by_its_address_on_IPv6_too(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var peers = new TaskCompletionSource<IPEndPoint?>(TaskCreationOptions.RunContinuationsAsynchronously);
        LoopListener[] listeners;
        try
        {
            listeners = fixture.Group.Listen(new IPEndPoint(IPAddress.IPv6Any, 0), sharePort: false, (_, peer) => peers.TrySetResult(peer));
        }
        catch (IOException)
        {
            Assert.Skip("No IPv6 here.");
            return;
        }

        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, listeners[0].LocalEndPoint.Port));
        (await peers.Task.WaitAsync(LoopFixture.Patience)).ShouldBe(client.LocalEndPoint);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_loop_that_ends_closes_what_is_open(string engine)
    {
        Socket peer;
        await using (var fixture = new LoopFixture(engine))
        {
            (_, peer) = await fixture.PairAsync();
        }

        var closed = await Record.ExceptionAsync(() => LoopTransfers.ReadToEndAsync(peer));
        (closed is null or SocketException).ShouldBeTrue();
        peer.Dispose();
    }

    private static async LoopTask<bool> TellLoopAsync(Transport transport)
    {
        transport.Loop.IsCurrent.ShouldBeTrue();
        await transport.SendAsync(new[] { (byte)transport.Loop.Index });
        await transport.ReceiveAsync(new byte[1]);
        transport.Loop.IsCurrent.ShouldBeTrue();
        transport.Close();
        return true;
    }

    private static async Task<List<Socket>> ConnectAsync(IPEndPoint at, int count)
    {
        var clients = new List<Socket>();
        var connecting = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            clients.Add(client);
            connecting.Add(client.ConnectAsync(at));
        }

        await Task.WhenAll(connecting).WaitAsync(LoopFixture.Patience);
        return clients;
    }

    private static async Task EchoAsync(List<Socket> clients)
    {
        var answer = new byte[1];
        foreach (var client in clients)
        {
            await client.SendAsync("x"u8.ToArray());
        }

        foreach (var client in clients)
        {
            (await client.ReceiveAsync(answer).WaitAsync(LoopFixture.Patience)).ShouldBe(1);
        }
    }
}
