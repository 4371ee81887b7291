using System.Net.Sockets;
using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class LoopDeadlineTests
{
    private const long Soon = 20;
    private const long Never = 600_000;

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_deadline_aborts_a_receive(string engine) =>
        await AbortsAsync(engine, static transport => transport.SetDeadline(Soon));

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_deadline_that_is_moved_earlier_counts(string engine) =>
        await AbortsAsync(engine, static transport =>
        {
            transport.SetDeadline(Never);
            transport.SetDeadline(Soon);
        });

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_deadline_that_was_cleared_can_be_set_again(string engine) =>
        await AbortsAsync(engine, static transport =>
        {
            transport.SetDeadline(Never);
            transport.ClearDeadline();
            transport.SetDeadline(Soon);
        });

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_deadline_that_is_moved_later_or_cleared_does_not_abort(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (later, laterPeer) = await fixture.PairAsync();
        var (cleared, clearedPeer) = await fixture.PairAsync();
        var (due, duePeer) = await fixture.PairAsync();
        using (laterPeer)
        using (clearedPeer)
        using (duePeer)
        {
            await fixture.CallAsync(() =>
            {
                later.SetDeadline(Soon);
                later.SetDeadline(Never);
                cleared.SetDeadline(Soon);
                cleared.ClearDeadline();
                return true;
            });

            // The third one's deadline lies behind both, and tells when theirs have passed.
            (await fixture.RunAsync(() => WaitInVainAsync(due, static transport => transport.SetDeadline(Soon * 3)))).ShouldBe(AbortReason.Deadline);
            (await fixture.CallAsync(() => (later.Aborted, cleared.Aborted))).ShouldBe((AbortReason.None, AbortReason.None));
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_deadline_aborts_a_send_that_the_peer_does_not_take(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            var sent = await fixture.RunAsync(() => SendInVainAsync(transport, new byte[64 * 1024 * 1024]));
            sent.ShouldBeFalse();
            transport.Aborted.ShouldBe(AbortReason.Deadline);

            await fixture.CallAsync(() =>
            {
                transport.Reset();
                return true;
            });
            var error = await Should.ThrowAsync<SocketException>(() => LoopTransfers.ReadToEndAsync(peer));
            error.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Whoever_waited_too_long_can_still_say_so_and_hear_more(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            (await fixture.RunAsync(() => OutliveAsync(transport))).ShouldBeTrue();
            var told = new byte[4];
            (await peer.ReceiveAsync(told)).ShouldBe(4);
            await peer.SendAsync("more"u8.ToArray());
            (await fixture.RunAsync(() => transport.ReceiveAsync(new byte[16]))).ShouldBe(4);
            (await fixture.CallAsync(() => End(transport))).ShouldBeFalse("only a deadline is taken back");
        }
    }

    private static async LoopTask<bool> OutliveAsync(Transport transport)
    {
        transport.TryOutliveDeadline().ShouldBeFalse("there was none");
        transport.SetDeadline(Soon);
        (await transport.ReceiveAsync(new byte[16])).ShouldBeLessThan(0);
        (await transport.SendAsync("late"u8.ToArray())).ShouldBeFalse();
        return transport.TryOutliveDeadline() && transport.Aborted == AbortReason.None && await transport.SendAsync("late"u8.ToArray());
    }

    private static bool End(Transport transport)
    {
        transport.Abort(AbortReason.Shutdown);
        var outlived = transport.TryOutliveDeadline();
        transport.Close();
        return outlived || transport.TryOutliveDeadline();
    }

    private static async Task AbortsAsync(string engine, Action<Transport> set)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            (await fixture.RunAsync(() => WaitInVainAsync(transport, set))).ShouldBe(AbortReason.Deadline);
        }
    }

    private static async LoopTask<AbortReason> WaitInVainAsync(Transport transport, Action<Transport> set)
    {
        set(transport);
        (await transport.ReceiveAsync(new byte[16])).ShouldBeLessThan(0);
        var reason = transport.Aborted;
        transport.Close();
        return reason;
    }

    private static async LoopTask<bool> SendInVainAsync(Transport transport, byte[] bytes)
    {
        transport.SetDeadline(Soon);
        return await transport.SendAsync(bytes);
    }
}
