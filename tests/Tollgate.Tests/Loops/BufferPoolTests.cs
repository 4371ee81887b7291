using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class BufferPoolTests
{
    [Fact]
    public void The_block_used_last_is_given_first()
    {
        var pool = new BufferPool();
        var (first, second) = (pool.Rent(), pool.Rent());
        pool.Return(first);
        pool.Return(second);

        pool.Rent().ShouldBeSameAs(second);
        pool.Rent(1).ShouldBeSameAs(first);
        pool.FreeBlocks.ShouldBe(0);
    }

    [Fact]
    public void Larger_buffers_are_not_kept()
    {
        var pool = new BufferPool();
        var large = pool.Rent(BufferPool.BlockSize + 1);
        large.Length.ShouldBeGreaterThan(BufferPool.BlockSize);
        pool.Return(large);

        pool.FreeBlocks.ShouldBe(0);
    }

    [Fact]
    public void What_a_burst_left_is_given_back_by_halves_and_what_is_used_is_kept()
    {
        var pool = new BufferPool();
        foreach (var block in Enumerable.Range(0, 64).Select(_ => pool.Rent()).ToArray())
        {
            pool.Return(block);
        }

        pool.Trim();
        pool.FreeBlocks.ShouldBe(64); // all were used since the last time
        for (var i = 0; i < 20; i++)
        {
            var inUse = Enumerable.Range(0, 4).Select(_ => pool.Rent()).ToArray();
            Array.ForEach(inUse, pool.Return);
            pool.Trim();
        }

        pool.FreeBlocks.ShouldBeInRange(4, 6);
    }
}
