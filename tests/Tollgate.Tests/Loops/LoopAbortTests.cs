using System.Net.Sockets;
using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class LoopAbortTests
{
    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Aborting_another_connection_wakes_it_only_after_the_caller_is_done(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            var woken = false;
            var receiving = fixture.RunAsync(() => ReceiveAndMarkAsync(transport, () => woken = true));
            var wokenInside = await fixture.CallAsync(() =>
            {
                transport.Abort(AbortReason.Shutdown);
                return woken;
            });

            wokenInside.ShouldBeFalse();
            (await receiving).ShouldBeLessThan(0);
            transport.Aborted.ShouldBe(AbortReason.Shutdown);
        }
    }

    [Theory]
    [InlineData("epoll", false)]
    [InlineData("epoll", true)]
    [InlineData("sockets", false)]
    [InlineData("sockets", true)]
    public async Task A_client_that_goes_away_unread_aborts_the_upstream(string engine, bool withReset)
    {
        await using var fixture = new LoopFixture(engine);
        var (client, clientPeer) = await fixture.PairAsync();
        var (upstream, upstreamPeer) = await fixture.PairAsync();
        using (upstreamPeer)
        {
            // As in life: a request is read first, then nobody reads while the upstream thinks.
            await clientPeer.SendAsync("request"u8.ToArray());
            (await fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(client))).ShouldBe(7);
            var answer = fixture.RunAsync(() => AwaitAnswerAsync(client, upstream));
            if (withReset)
            {
                LoopTransfers.Vanish(clientPeer);
            }
            else
            {
                clientPeer.Dispose();
            }

            (await answer).ShouldBeLessThan(0);
            upstream.Aborted.ShouldBe(AbortReason.PeerGone);
            client.IsHungUp.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_client_that_had_gone_before_aborts_at_once(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (client, clientPeer) = await fixture.PairAsync();
        var (upstream, upstreamPeer) = await fixture.PairAsync();
        using (upstreamPeer)
        {
            clientPeer.Dispose();
            (await fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(client))).ShouldBe(0);

            (await fixture.RunAsync(() => AwaitAnswerAsync(client, upstream))).ShouldBeLessThan(0);
            upstream.Aborted.ShouldBe(AbortReason.PeerGone);
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_bond_that_was_undone_aborts_nothing(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (client, clientPeer) = await fixture.PairAsync();
        var (upstream, upstreamPeer) = await fixture.PairAsync();
        using (upstreamPeer)
        {
            await fixture.CallAsync(() =>
            {
                client.AbortOnHangUp(upstream);
                client.AbortOnHangUp(null);
                return true;
            });
            clientPeer.Dispose();
            (await fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(client))).ShouldBe(0);
            (await fixture.CallAsync(() => upstream.Aborted)).ShouldBe(AbortReason.None);
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_reset_by_the_peer_is_no_end(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        var receiving = fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(transport));
        LoopTransfers.Vanish(peer);

        (await receiving).ShouldBeLessThan(0);
        transport.IsHungUp.ShouldBeTrue();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_reset_that_a_send_heard_of_first_is_no_end_either(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        await peer.SendAsync("half an ans"u8.ToArray());
        LoopTransfers.Vanish(peer);

        (await fixture.RunAsync(() => SendUntilRefusedAsync(transport))).ShouldBe((11, false));
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task An_answer_that_ended_in_order_is_whole_though_the_request_was_cut_off(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        await peer.SendAsync("too large !"u8.ToArray());
        peer.Dispose(); // in order: nothing is unread here yet, so what comes now is refused

        (await fixture.RunAsync(() => SendUntilRefusedAsync(transport))).ShouldBe((11, true));
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Closing_says_end_and_resetting_says_reset(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (closed, closedPeer) = await fixture.PairAsync();
        var (reset, resetPeer) = await fixture.PairAsync();
        await fixture.CallAsync(() =>
        {
            closed.Close();
            closed.Close();
            reset.Reset();
            reset.Reset();
            return true;
        });

        (await LoopTransfers.ReadToEndAsync(closedPeer)).ShouldBeEmpty();
        var error = await Should.ThrowAsync<SocketException>(() => LoopTransfers.ReadToEndAsync(resetPeer));
        error.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        fixture.Loop.Counters.Sockets.ShouldBe(0);
        closedPeer.Dispose();
        resetPeer.Dispose();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task What_was_sent_before_closing_arrives(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            (await fixture.RunAsync(() => SendAndCloseAsync(transport, "last words"u8.ToArray()))).ShouldBeTrue();
            (await LoopTransfers.ReadToEndAsync(peer)).ShouldBe("last words"u8.ToArray());
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Closing_ends_a_receive_and_a_send_that_wait(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            var receiving = fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(transport));
            var sending = fixture.RunAsync(() => transport.SendAsync(new byte[64 * 1024 * 1024]));
            await fixture.CallAsync(() =>
            {
                transport.Close();
                return true;
            });

            (await receiving).ShouldBeLessThan(0);
            (await sending).ShouldBeFalse();
            (await fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(transport))).ShouldBeLessThan(0);
            (await fixture.RunAsync(() => transport.SendAsync(new byte[1]))).ShouldBeFalse();
            fixture.Faults.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_reset_by_the_peer_ends_a_send_that_waits(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        var sending = fixture.RunAsync(() => transport.SendAsync(new byte[64 * 1024 * 1024]));
        await fixture.CallAsync(() => true); // behind the first attempt to send
        LoopTransfers.Vanish(peer);

        (await sending).ShouldBeFalse();
        fixture.Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Only_one_may_wait_for_a_direction(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            var first = fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(transport));
            await Should.ThrowAsync<InvalidOperationException>(() => fixture.RunAsync(() => LoopTransfers.ReceiveOnceAsync(transport)));
            await peer.SendAsync("x"u8.ToArray());
            (await first).ShouldBe(1);
        }
    }

    private static async LoopTask<(int Received, bool Cleanly)> SendUntilRefusedAsync(Transport transport)
    {
        var request = "request"u8.ToArray();
        var taken = true;
        while (taken)
        {
            taken = await transport.SendAsync(request);
        }

        var buffer = new ReceiveBuffer(transport);
        var more = true;
        while (more)
        {
            more = await buffer.FillAsync();
        }

        await buffer.FillAsync(); // asking again changes nothing
        var received = buffer.Count;
        buffer.Release();
        transport.Close();
        return (received, buffer.EndedCleanly);
    }

    private static async LoopTask<int> ReceiveAndMarkAsync(Transport transport, Action mark)
    {
        var received = await transport.ReceiveAsync(new byte[16]);
        mark();
        return received;
    }

    private static async LoopTask<int> AwaitAnswerAsync(Transport client, Transport upstream)
    {
        client.AbortOnHangUp(upstream);
        return await upstream.ReceiveAsync(new byte[16]);
    }

    private static async LoopTask<bool> SendAndCloseAsync(Transport transport, byte[] bytes)
    {
        var sent = await transport.SendAsync(bytes);
        transport.Close();
        return sent;
    }
}
