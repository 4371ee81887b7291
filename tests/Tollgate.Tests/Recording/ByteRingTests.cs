using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class ByteRingTests
{
    [Fact]
    public void What_goes_in_comes_out_in_order_whatever_the_sizes_and_turns() => Prop
        .ForAll<(byte Length, byte Used, bool Read)[]>(steps =>
        {
            var ring = new ByteRing(300);
            var model = new Queue<byte>();
            byte next = 0;
            var dropped = 0;
            foreach (var (length, used, read) in steps ?? [])
            {
                if (read)
                {
                    var piece = ring.Peek();
                    var taken = Math.Min(piece.Length, used);
                    foreach (var b in piece.Span[..taken])
                    {
                        b.ShouldBe(model.Dequeue());
                    }

                    ring.Advance(taken);
                }
                else if (ring.TryReserve(length, out var room))
                {
                    room.Length.ShouldBe(length);
                    var committed = Math.Min(length, used);
                    for (var i = 0; i < committed; i++)
                    {
                        room[i] = next;
                        model.Enqueue(next++);
                    }

                    ring.Commit(committed);
                }
                else
                {
                    dropped++;
                }
            }

            for (var piece = ring.Peek(); !piece.IsEmpty; piece = ring.Peek())
            {
                piece.ToArray().ShouldAllBe(b => b == model.Dequeue());
                ring.Advance(piece.Length);
            }

            model.ShouldBeEmpty();
            ring.Dropped.ShouldBe(dropped);
        })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_full_ring_drops_and_counts_and_goes_on_when_there_is_room()
    {
        var ring = new ByteRing(10);
        ring.TryReserve(10, out _).ShouldBeTrue();
        ring.Commit(10);

        ring.TryReserve(1, out _).ShouldBeFalse();
        ring.Dropped.ShouldBe(1);

        ring.Advance(ring.Peek().Length);
        ring.TryReserve(9, out _).ShouldBeTrue();
    }

    [Fact]
    public void The_consumer_is_woken_once_when_the_ring_is_half_full()
    {
        var woken = 0;
        var ring = new ByteRing(100, () => woken++);
        for (var i = 0; i < 9; i++)
        {
            ring.TryReserve(10, out _).ShouldBeTrue();
            ring.Commit(10);
            woken.ShouldBe(i < 5 ? 0 : 1);
        }
    }

    [Fact]
    public async Task Two_threads_pass_every_byte()
    {
        const int Lines = 50_000;
        var ring = new ByteRing(4000);
        var producer = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Lines;)
                {
                    var length = 1 + (i % 37);
                    if (!ring.TryReserve(40, out var room))
                    {
                        Thread.Yield();
                        continue;
                    }

                    room[..length].Fill((byte)i);
                    ring.Commit(length);
                    i++;
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        var (line, left, wrong) = (0, 1, 0);
        while (line < Lines)
        {
            var piece = ring.Peek();
            foreach (var b in piece.Span)
            {
                wrong += b == (byte)line ? 0 : 1;
                if (--left == 0)
                {
                    line++;
                    left = 1 + (line % 37);
                }
            }

            ring.Advance(piece.Length);
            if (piece.IsEmpty)
            {
                Thread.Yield();
            }
        }

        await producer;
        wrong.ShouldBe(0);
    }
}
