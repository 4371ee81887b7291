using System.Net;
using System.Net.Sockets;
using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class LoopSocketTests
{
    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task What_is_sent_comes_back_in_order_however_large(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var at = fixture.Serve(EchoAsync);
        var sent = new byte[3 * 1024 * 1024];
        new Random(7).NextBytes(sent);

        using var client = new TcpClient();
        await client.ConnectAsync(at);
        var stream = client.GetStream();
        var writing = stream.WriteAsync(sent).AsTask();
        var received = new byte[sent.Length];
        await stream.ReadExactlyAsync(received);
        await writing;

        received.ShouldBe(sent);
        fixture.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_loop_connects_to_a_server_and_hears_its_end(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = fixture.RunAsync(() => AskAsync(fixture.Loop, (IPEndPoint)listener.LocalEndpoint));
        using (var accepted = await listener.AcceptTcpClientAsync())
        {
            var ping = new byte[4];
            await accepted.GetStream().ReadExactlyAsync(ping);
            ping.ShouldBe("ping"u8.ToArray());
            await accepted.GetStream().WriteAsync("pong"u8.ToArray());
        }

        (await asked).ShouldBe("pong then end");
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_refused_connection_is_null(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var at = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();

        (await fixture.RunAsync(() => fixture.Loop.ConnectAsync(at, 5_000))).ShouldBeNull();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_deadline_aborts_a_receive(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        (await fixture.RunAsync(() => WaitInVainAsync(fixture.Loop, (IPEndPoint)listener.LocalEndpoint))).ShouldBe(AbortReason.Deadline);
    }

    private static async LoopTask<AbortReason> WaitInVainAsync(EventLoop loop, IPEndPoint at)
    {
        var transport = await loop.ConnectAsync(at, 5_000);
        transport.ShouldNotBeNull();
        transport.SetDeadline(30);
        (await transport.ReceiveAsync(new byte[16])).ShouldBeLessThan(0);
        var reason = transport.Aborted;
        transport.Close();
        return reason;
    }

    private static async LoopTask<string> AskAsync(EventLoop loop, IPEndPoint at)
    {
        var transport = await loop.ConnectAsync(at, 5_000);
        transport.ShouldNotBeNull();
        (await transport.SendAsync("ping"u8.ToArray())).ShouldBeTrue();
        var buffer = new byte[16];
        var received = await transport.ReceiveAsync(buffer);
        var end = await transport.ReceiveAsync(new byte[16]);
        transport.IsHungUp.ShouldBeTrue();
        transport.Close();
        return System.Text.Encoding.ASCII.GetString(buffer, 0, received) + (end == 0 ? " then end" : " then " + end);
    }

    private static async LoopTask<bool> EchoAsync(Transport transport)
    {
        var buffer = new ReceiveBuffer(transport);
        while (await buffer.FillAsync())
        {
            if (!await transport.SendAsync(buffer.UnreadMemory))
            {
                break;
            }

            buffer.Consume(buffer.Count);
        }

        buffer.Release();
        transport.Close();
        return true;
    }
}
