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
        var at = fixture.Serve(LoopTransfers.EchoAsync);
        var sent = LoopTransfers.RandomBytes(8 * 1024 * 1024);

        using var client = new TcpClient();
        await client.ConnectAsync(at);
        var stream = client.GetStream();
        var writing = stream.WriteAsync(sent).AsTask();
        var received = new byte[sent.Length];
        await stream.ReadExactlyAsync(received).AsTask().WaitAsync(LoopFixture.Patience);
        await writing;

        received.AsSpan().SequenceEqual(sent).ShouldBeTrue();
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
        fixture.Loop.Counters.Sockets.ShouldBe(0);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_connection_that_is_not_made_in_time_is_null(string engine)
    {
        // A full backlog drops further handshakes, so that a connection to it waits. Loopback needs no routes for that.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(1);
        var at = (IPEndPoint)full.LocalEndPoint!;
        var waiting = new List<Socket>();
        for (var i = 0; i < 4; i++)
        {
            var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            waiting.Add(filler);
            _ = filler.ConnectAsync(at).ContinueWith(static done => done.Exception, TaskScheduler.Default);
        }

        await using var fixture = new LoopFixture(engine);
        var made = new List<Transport?>();
        for (var i = 0; i < 6; i++)
        {
            made.Add(await fixture.RunAsync(() => fixture.Loop.ConnectAsync(at, 30)));
        }

        made.ShouldContain((Transport?)null);
        waiting.ForEach(static socket => socket.Dispose());
        fixture.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_side_that_was_ended_by_the_peer_can_still_send(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            peer.Shutdown(SocketShutdown.Send);
            (await fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(transport))).ShouldBe(0);
            var bytes = LoopTransfers.RandomBytes(1024 * 1024);
            var sending = fixture.RunAsync(() => SendAndCloseAsync(transport, bytes));

            (await LoopTransfers.ReadToEndAsync(peer)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
            (await sending).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_slow_reader_suspends_the_sender_and_costs_no_memory(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            var bytes = LoopTransfers.RandomBytes(48 * 1024 * 1024);
            var began = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            var sending = fixture.RunAsync(() => SendMeasuredAsync(transport, bytes, began));

            (await began.Task.WaitAsync(LoopFixture.Patience)).ShouldBeFalse("the kernel's buffers cannot have taken it all");
            (await LoopTransfers.ReadToEndAsync(peer)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
            (await sending).ShouldBeLessThan(256 * 1024);
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task What_is_sent_after_a_suspended_send_comes_behind_it(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            var bytes = LoopTransfers.RandomBytes(6 * 1024 * 1024);
            var sending = fixture.RunAsync(() => SendInPiecesAsync(transport, bytes));

            (await LoopTransfers.ReadToEndAsync(peer)).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
            (await sending).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_socket_is_closed_five_thousand_times_without_a_trace(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var at = fixture.Serve(LoopTransfers.EchoAsync);

        (await fixture.RunAsync(() => ConnectManyAsync(fixture.Loop, at, 5_000))).ShouldBe(5_000);

        // The last server side may hear of its reset a turn later.
        while (await fixture.CallAsync(() => fixture.Loop.Counters.Sockets) != 0)
        {
            await Task.Yield();
        }

        fixture.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task An_idle_connection_is_spoilt_by_bytes_or_by_its_end(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (quiet, quietPeer) = await fixture.PairAsync();
        var (talked, talkedPeer) = await fixture.PairAsync();
        var (ended, endedPeer) = await fixture.PairAsync();
        await talkedPeer.SendAsync("unasked"u8.ToArray());
        endedPeer.Dispose();

        while (!await fixture.CallAsync(() => talked.IsSpoilt && ended.IsSpoilt))
        {
            await Task.Yield();
        }

        (await fixture.CallAsync(() => quiet.IsSpoilt)).ShouldBeFalse();
        (await fixture.CallAsync(() => ended.IsHungUp)).ShouldBeTrue();
        (await fixture.CallAsync(() => talked.IsHungUp)).ShouldBeFalse();
        quietPeer.Dispose();
        talkedPeer.Dispose();
    }

    private static async LoopTask<int> ConnectManyAsync(EventLoop loop, IPEndPoint at, int count)
    {
        var buffer = new byte[16];
        for (var i = 0; i < count; i++)
        {
            var transport = await loop.ConnectAsync(at, 30_000);
            if (transport is null
                || !await transport.SendAsync("x"u8.ToArray())
                || await transport.ReceiveAsync(buffer) != 1)
            {
                return i;
            }

            transport.Reset(); // leaves no port waiting
        }

        return count;
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

    private static async LoopTask<bool> SendAndCloseAsync(Transport transport, byte[] bytes)
    {
        var sent = await transport.SendAsync(bytes);
        transport.Close();
        return sent;
    }

    private static async LoopTask<bool> SendInPiecesAsync(Transport transport, byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(1 + (at % 300_000), bytes.Length - at);
            if (!await transport.SendAsync(bytes.AsMemory(at, count)))
            {
                return false;
            }

            at += count;
        }

        transport.Close();
        return true;
    }

    private static async LoopTask<long> SendMeasuredAsync(Transport transport, byte[] bytes, TaskCompletionSource<bool> began)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sending = transport.SendAsync(bytes);
        began.SetResult(sending.IsCompleted);
        (await sending).ShouldBeTrue();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        transport.Close();
        return allocated;
    }
}
