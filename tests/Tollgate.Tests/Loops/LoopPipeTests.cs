using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class LoopPipeTests
{
    [Fact]
    public async Task What_one_end_sends_the_other_receives_in_order_however_large()
    {
        await using var fixture = new LoopFixture("epoll");
        var sent = new byte[1_000_003];
        new Random(3).NextBytes(sent);

        var received = await fixture.RunAsync(() => SendAndCollectAsync(fixture.Loop, sent));

        received.ShouldBe(sent);
        fixture.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sender_waits_at_64_KiB_until_somebody_reads()
    {
        await using var fixture = new LoopFixture("epoll");

        var (before, after) = await fixture.RunAsync(() => FillAsync(fixture.Loop));

        before.ShouldBe((false, LoopPipe.Capacity));
        after.ShouldBeTrue();
    }

    [Fact]
    public async Task A_receiver_never_runs_inside_the_call_that_sends()
    {
        await using var fixture = new LoopFixture("epoll");

        (await fixture.RunAsync(() => OrderAsync(fixture.Loop))).ShouldBe(["sent", "received"]);
    }

    [Fact]
    public async Task Closing_ends_the_input_after_its_last_byte_and_breaks_the_output()
    {
        await using var fixture = new LoopFixture("epoll");

        (await fixture.RunAsync(() => CloseAsync(fixture.Loop))).ShouldBe((3, 0, true, false));
    }

    [Fact]
    public async Task A_reset_discards_what_was_on_its_way()
    {
        await using var fixture = new LoopFixture("epoll");

        (await fixture.RunAsync(() => ResetAsync(fixture.Loop))).ShouldBeLessThan(0);
    }

    [Fact]
    public async Task A_deadline_ends_a_receive_and_an_abort_ends_a_send()
    {
        await using var fixture = new LoopFixture("epoll");

        (await fixture.RunAsync(() => DeadlineAsync(fixture.Loop))).ShouldBe((AbortReason.Deadline, false));
    }

    [Fact]
    public async Task A_hang_up_aborts_the_transport_tied_to_it()
    {
        await using var fixture = new LoopFixture("epoll");

        (await fixture.RunAsync(() => TieAsync(fixture.Loop))).ShouldBe(AbortReason.PeerGone);
    }

    [Fact]
    public async Task An_idle_end_is_spoilt_by_bytes_and_not_by_bytes_that_were_read()
    {
        await using var fixture = new LoopFixture("epoll");

        (await fixture.RunAsync(() => SpoilAsync(fixture.Loop))).ShouldBe((true, false));
        fixture.Loop.Counters.Sockets.ShouldBe(0);
    }

    private static async LoopTask<byte[]> SendAndCollectAsync(EventLoop loop, byte[] sent)
    {
        var (client, server) = LoopPipe.Create(loop);
        SendAllAsync(client, sent).Forget();
        var received = new List<byte>();
        var buffer = new byte[7_001];
        while (await server.ReceiveAsync(buffer) is > 0 and var count)
        {
            received.AddRange(buffer.AsSpan(0, count));
        }

        server.Close();
        return [.. received];
    }

    private static async LoopTask<bool> SendAllAsync(Transport client, byte[] bytes)
    {
        var sent = await client.SendAsync(bytes);
        client.Close();
        return sent;
    }

    private static async LoopTask<((bool Done, int Taken) Before, bool After)> FillAsync(EventLoop loop)
    {
        var (client, server) = LoopPipe.Create(loop);
        var sending = client.SendAsync(new byte[LoopPipe.Capacity + 1]);
        await server.WaitReadableAsync();
        var before = sending.IsCompleted;
        var taken = await server.ReceiveAsync(new byte[2 * LoopPipe.Capacity]);
        var after = await sending;
        client.Close();
        server.Close();
        return ((before, taken), after);
    }

    private static async LoopTask<string[]> OrderAsync(EventLoop loop)
    {
        var (client, server) = LoopPipe.Create(loop);
        var order = new List<string>();
        var receiving = NoteAsync(server, order);
        await client.SendAsync(new byte[1]);
        order.Add("sent");
        await receiving;
        return [.. order];
    }

    private static async LoopTask NoteAsync(Transport server, List<string> order)
    {
        await server.ReceiveAsync(new byte[1]);
        order.Add("received");
    }

    private static async LoopTask<(int First, int Second, bool HungUp, bool Sent)> CloseAsync(EventLoop loop)
    {
        var (client, server) = LoopPipe.Create(loop);
        await client.SendAsync(new byte[3]);
        client.Close();
        var first = await server.ReceiveAsync(new byte[16]);
        var second = await server.ReceiveAsync(new byte[16]);
        var answer = (first, second, server.IsHungUp, await server.SendAsync(new byte[1]));
        server.Close();
        return answer;
    }

    private static async LoopTask<int> ResetAsync(EventLoop loop)
    {
        var (client, server) = LoopPipe.Create(loop);
        await client.SendAsync(new byte[3]);
        client.Reset();
        var received = await server.ReceiveAsync(new byte[16]);
        server.Close();
        return received;
    }

    private static async LoopTask<(AbortReason Reason, bool Sent)> DeadlineAsync(EventLoop loop)
    {
        var (client, server) = LoopPipe.Create(loop);
        client.SetDeadline(20);
        (await client.ReceiveAsync(new byte[16])).ShouldBeLessThan(0);
        var sending = server.SendAsync(new byte[LoopPipe.Capacity + 1]);
        server.Abort(AbortReason.Cancelled);
        return (client.Aborted, await sending);
    }

    private static async LoopTask<AbortReason> TieAsync(EventLoop loop)
    {
        var (client, server) = LoopPipe.Create(loop);
        var (other, _) = LoopPipe.Create(loop);
        server.AbortOnHangUp(other);
        client.Close();
        await other.WaitReadableAsync();
        return other.Aborted;
    }

    private static async LoopTask<(bool Unread, bool Read)> SpoilAsync(EventLoop loop)
    {
        var (client, server) = LoopPipe.Create(loop);
        await client.SendAsync(new byte[4]);
        await server.WaitReadableAsync();
        var unread = server.IsSpoilt;
        await server.ReceiveAsync(new byte[16]);
        var read = server.IsSpoilt;
        client.Close();
        server.Close();
        return (unread, read);
    }
}
