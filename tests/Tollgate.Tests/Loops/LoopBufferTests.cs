using System.Net.Sockets;
using System.Text;
using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class LoopBufferTests
{
    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_receive_buffer_holds_a_block_only_while_it_holds_bytes(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        using (peer)
        {
            var buffer = await fixture.CallAsync(() => new ReceiveBuffer(transport));
            var filling = fixture.RunAsync(() => buffer.FillAsync());
            await fixture.CallAsync(() => true);
            var whileWaiting = await fixture.CallAsync(() => fixture.Loop.Buffers.FreeBlocks);
            await peer.SendAsync("hello world"u8.ToArray());

            (await filling).ShouldBeTrue();
            await fixture.CallAsync(() =>
            {
                buffer.Remove(5, 1);
                Encoding.ASCII.GetString(buffer.Unread).ShouldBe("helloworld");
                buffer.Consume(5);
                Encoding.ASCII.GetString(buffer.UnreadMemory.Span).ShouldBe("world");
                buffer.UnreadWritable[0] = (byte)'W';
                Encoding.ASCII.GetString(buffer.Unread).ShouldBe("World");
                buffer.Consume(5);
                buffer.Count.ShouldBe(0);
                return true;
            });
            (await fixture.CallAsync(() => fixture.Loop.Buffers.FreeBlocks)).ShouldBe(Math.Max(whileWaiting, 1));
        }
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_receive_buffer_grows_and_keeps_what_was_not_consumed(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        var bytes = LoopTransfers.RandomBytes(1_000_000);
        var sending = Task.Run(async () =>
        {
            await peer.SendAsync(bytes);
            peer.Shutdown(SocketShutdown.Send);
        });
        var received = await fixture.RunAsync(() => GatherAsync(transport));
        await sending;

        received.AsSpan().SequenceEqual(bytes.AsSpan(10_000)).ShouldBeTrue();
        peer.Dispose();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_receive_buffer_makes_room_by_moving_before_it_grows(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var (transport, peer) = await fixture.PairAsync();
        var bytes = LoopTransfers.RandomBytes(200_000);
        var sending = Task.Run(async () =>
        {
            await peer.SendAsync(bytes);
            peer.Shutdown(SocketShutdown.Send);
        });
        var received = await fixture.RunAsync(() => PassThroughAsync(transport));
        await sending;

        received.AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        peer.Dispose();
    }

    [Fact]
    public async Task A_send_buffer_grows_with_what_is_written()
    {
        await using var fixture = new LoopFixture("sockets");
        var text = await fixture.CallAsync(() =>
        {
            var buffer = SendBuffer.Rent(fixture.Loop);
            for (var i = 0; i < 20_000; i++)
            {
                buffer.Write("x="u8);
                buffer.Write(i);
                buffer.Write(" "u8);
                buffer.WriteHex(i);
                buffer.Reserve(1)[0] = (byte)'\n';
                buffer.Advance(1);
            }

            var written = Encoding.ASCII.GetString(buffer.Memory.Span);
            written.Length.ShouldBe(buffer.Count);
            buffer.Return();
            Should.Throw<InvalidOperationException>(buffer.Return);
            return written;
        });

        text.ShouldBe(string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"x={i} {i:x}\n")));
    }

    private static async LoopTask<byte[]> GatherAsync(Transport transport)
    {
        var buffer = new ReceiveBuffer(transport);
        while (buffer.Count < 10_000)
        {
            await buffer.FillAsync();
        }

        buffer.Consume(10_000);
        while (await buffer.FillAsync())
        {
            buffer.Count.ShouldBeLessThanOrEqualTo(990_000);
        }

        var all = buffer.Unread.ToArray();
        buffer.Release();
        transport.Close();
        return all;
    }

    // Consumes in odd pieces, so that the buffer's start wanders.
    private static async LoopTask<byte[]> PassThroughAsync(Transport transport)
    {
        var all = new List<byte>();
        var buffer = new ReceiveBuffer(transport);
        var going = true;
        while (going || buffer.Count > 0)
        {
            going = going && await buffer.FillAsync();
            var count = Math.Min(buffer.Count, 9_001);
            all.AddRange(buffer.Unread[..count]);
            buffer.Consume(count);
        }

        transport.Close();
        return all.ToArray();
    }
}
