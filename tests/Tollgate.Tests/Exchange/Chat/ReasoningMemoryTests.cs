using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Exchange.Chat;

public sealed class ReasoningMemoryTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void It_forgets_after_its_time()
    {
        var memory = new ReasoningMemory(_time);
        memory.Keep(1, JsonString.Of("c"), Thought(10));
        memory.Find(1, JsonString.Of("c")).ShouldNotBeNull();
        _time.Advance(ReasoningMemory.MaxAge + TimeSpan.FromSeconds(1));
        memory.Find(1, JsonString.Of("c")).ShouldBeNull();
    }

    [Fact]
    public void Its_memory_is_bounded_and_the_oldest_go_first()
    {
        var memory = new ReasoningMemory(_time, maxBytes: 1024 * 1024);
        for (var i = 0; i < 20_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            memory.Keep(1, JsonString.Of($"call_{i}"), Thought(500));
            memory.Bytes.ShouldBeLessThanOrEqualTo(1024 * 1024);
        }

        memory.Find(1, JsonString.Of("call_19999")).ShouldNotBeNull();
        memory.Find(1, JsonString.Of("call_0")).ShouldBeNull();
        memory.Dropped.ShouldBe(20_000 - memory.Count);
    }

    [Fact]
    public void The_same_id_again_takes_no_more_memory_without_end()
    {
        var memory = new ReasoningMemory(_time, maxBytes: 64 * 1024);
        for (var i = 0; i < 10_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            memory.Keep(1, JsonString.Of("c"), Thought(500));
        }

        memory.Count.ShouldBe(1);
        memory.Bytes.ShouldBeLessThanOrEqualTo(4 * 1024);
        memory.Find(1, JsonString.Of("c")).ShouldNotBeNull();
    }

    [Fact]
    public void What_is_too_large_is_not_kept()
    {
        var memory = new ReasoningMemory(_time, maxBytes: 64 * 1024);
        memory.Keep(1, JsonString.Of("c"), Thought(5000));
        memory.Keep(1, JsonString.Of(new string('c', 300)), Thought(1));

        (memory.Count, memory.Bytes, memory.Dropped).ShouldBe((0, 0, 2));
    }

    [Fact]
    public void It_may_be_used_from_all_threads()
    {
        var memory = new ReasoningMemory(_time, maxBytes: 256 * 1024);
        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 500; i++)
            {
                memory.Keep((ulong)thread, JsonString.Of($"{i % 50}"), Thought(i));
                memory.Find((ulong)thread, JsonString.Of($"{(i * 7) % 50}"));
            }
        });

        memory.Bytes.ShouldBeInRange(1, 256 * 1024);
        memory.Count.ShouldBeInRange(1, 400);
    }

    [Fact]
    public void Endless_thoughts_are_given_up()
    {
        var memory = new ReasoningMemory(_time);
        var trail = new ReasoningTrail(memory, 1);
        for (var i = 0; i < 600; i++)
        {
            trail.Text(JsonString.Of(new string('x', 1024)), isSummary: false);
        }

        trail.State(new OpaqueState(StateOrigin.Anthropic, JsonString.Of("s")));
        trail.Call(JsonString.Of("c1"));
        trail.State(new OpaqueState(StateOrigin.Anthropic, JsonString.Of("t")));
        trail.Call(JsonString.Of("c2"));

        memory.Find(1, JsonString.Of("c1")).ShouldBeNull();
        memory.Find(1, JsonString.Of("c2")).ShouldNotBeNull().Parts.ShouldHaveSingleItem().State!.Data.ToString().ShouldBe("t");
    }

    private static KeptReasoning Thought(int bytes) =>
        new([new ReasoningPart(JsonString.Of(new string('t', bytes))) { State = new OpaqueState(StateOrigin.Anthropic, JsonString.Of("s")) }], IsAdjacent: true);
}
