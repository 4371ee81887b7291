using System.Diagnostics;
using System.Reflection;
using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class LoopTaskTests
{
    private static readonly bool Optimised =
        typeof(LoopTaskTests).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    [Fact]
    public async Task A_result_comes_at_once_or_later()
    {
        await using var fixture = new LoopFixture("sockets");
        var signal = new LoopSignal();
        var later = fixture.RunAsync(() => AddAsync(signal, 1));

        (await fixture.RunAsync(() => AddAsync(null, 1))).ShouldBe(2);
        later.IsCompleted.ShouldBeFalse();
        fixture.Loop.Post(signal);
        (await later).ShouldBe(2);
    }

    [Fact]
    public async Task Exceptions_reach_the_awaiter_before_and_after_a_suspension()
    {
        await using var fixture = new LoopFixture("sockets");
        var signal = new LoopSignal();
        var later = fixture.RunAsync(() => CatchAsync(signal));

        (await fixture.RunAsync(() => CatchAsync(null))).ShouldBe("thrown, thrown, finally");
        fixture.Loop.Post(signal);
        (await later).ShouldBe("thrown, thrown, finally");
    }

    [Fact]
    public async Task Awaiting_anything_else_on_a_loop_names_the_rule()
    {
        await using var fixture = new LoopFixture("sockets");
        var pending = new TaskCompletionSource<int>();
        var error = await Should.ThrowAsync<InvalidOperationException>(() => fixture.RunAsync(() => AwaitForeignAsync(pending.Task)));

        error.Message.ShouldBe(LoopRule.Broken().Message);
        error.Message.ShouldContain("loop.Await(task)");
    }

    [Fact]
    public async Task A_task_is_awaited_once()
    {
        await using var fixture = new LoopFixture("sockets");
        var error = await Should.ThrowAsync<InvalidOperationException>(() => fixture.RunAsync(AwaitTwiceAsync));

        error.Message.ShouldContain("once");
    }

    [Fact]
    public async Task A_forgotten_task_that_fails_later_is_a_fault_of_the_loop()
    {
        await using var fixture = new LoopFixture("sockets");
        var signal = new LoopSignal();
        await fixture.CallAsync(() =>
        {
            ThrowAsync(signal).Forget();
            return true;
        });
        fixture.Faults.ShouldBeEmpty();
        fixture.Loop.Post(signal);

        await fixture.CallAsync(() => true);
        fixture.Faults.ShouldHaveSingleItem().Message.ShouldBe("thrown");
        (await Should.ThrowAsync<FormatException>(() => fixture.CallAsync(() =>
        {
            ThrowAsync(null).Forget();
            return true;
        }))).Message.ShouldBe("thrown");
    }

    [Fact]
    public async Task A_wait_that_was_forgotten_does_not_swallow_the_next_one()
    {
        await using var fixture = new LoopFixture("sockets");
        var signal = new LoopSignal();
        var awaited = fixture.RunAsync(() =>
        {
            signal.WaitAsync().Forget();
            return AddAsync(signal, 3);
        });
        fixture.Loop.Post(signal);

        (await awaited).ShouldBe(4);
    }

    [Fact]
    public async Task Waiting_comes_to_allocate_nothing()
    {
        Assert.SkipUnless(Optimised, "A debug build boxes awaiters.");
        await using var fixture = new LoopFixture("sockets");
        var signal = new LoopSignal();
        var stop = new CancellationTokenSource();
        var done = fixture.RunAsync(() => WaitAgainAndAgainAsync(signal, stop.Token));

        await ComesToAllocateNothingAsync(fixture, () => Repeat(signal.Set));
        await stop.CancelAsync();
        fixture.Loop.Post(signal);
        (await done).ShouldBeTrue();
    }

    [Fact]
    public async Task Suspended_methods_reuse_their_boxes()
    {
        Assert.SkipUnless(Optimised, "A debug build's state machines are classes.");
        await using var fixture = new LoopFixture("sockets");
        var signal = new LoopSignal();
        var stop = new CancellationTokenSource();
        var done = fixture.RunAsync(() => CallAgainAndAgainAsync(signal, stop.Token));

        await ComesToAllocateNothingAsync(fixture, () => Repeat(signal.Set));
        await stop.CancelAsync();
        fixture.Loop.Post(signal);
        (await done).ShouldBeTrue();
    }

    [Fact]
    public async Task Forgotten_methods_return_their_boxes()
    {
        Assert.SkipUnless(Optimised, "A debug build's state machines are classes.");
        await using var fixture = new LoopFixture("sockets");
        var signal = new LoopSignal();

        await ComesToAllocateNothingAsync(fixture, () => Repeat(() =>
        {
            WaitOnceAsync(signal).Forget();
            signal.Set();
        }));
    }

    [Fact]
    public async Task Thousands_may_be_suspended_at_once()
    {
        await using var fixture = new LoopFixture("sockets");
        var signals = Enumerable.Range(0, 5_000).Select(static _ => new LoopSignal()).ToArray();
        var tasks = signals.Select((signal, i) => fixture.RunAsync(() => AddAsync(signal, i))).ToArray();
        foreach (var signal in signals.Reverse())
        {
            fixture.Loop.Post(signal);
        }

        (await Task.WhenAll(tasks)).ShouldBe(Enumerable.Range(1, 5_000));
    }

    private static async LoopTask<int> AddAsync(LoopSignal? signal, int number)
    {
        if (signal is not null)
        {
            await signal.WaitAsync();
        }

        return number + 1;
    }

    private static async LoopTask ThrowAsync(LoopSignal? signal)
    {
        if (signal is not null)
        {
            await signal.WaitAsync();
        }

        throw new FormatException("thrown");
    }

    private static async LoopTask<string> ThrowThroughAsync(LoopSignal? signal)
    {
        await ThrowAsync(signal);
        return "not thrown";
    }

    private static async LoopTask<string> CatchAsync(LoopSignal? signal)
    {
        var seen = "";
        try
        {
            try
            {
                return await ThrowThroughAsync(signal);
            }
            catch (FormatException exception)
            {
                seen += exception.Message;
            }

            try
            {
                await ThrowAsync(null);
            }
            catch (FormatException exception)
            {
                seen += ", " + exception.Message;
            }
        }
        finally
        {
            seen += ", finally";
        }

        return seen;
    }

    private static async LoopTask<int> AwaitForeignAsync(Task<int> task) => await task;

    private static async LoopTask<int> AwaitTwiceAsync()
    {
        var signal = new LoopSignal();
        var task = AddAsync(signal, 1);
        EventLoop.Current!.Defer(signal);
        var first = await task;
        return first + await task;
    }

    private static async LoopTask<bool> WaitAgainAndAgainAsync(LoopSignal signal, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await signal.WaitAsync();
        }

        return true;
    }

    private static async LoopTask<bool> CallAgainAndAgainAsync(LoopSignal signal, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await OuterAsync(signal);
        }

        return true;
    }

    private static async LoopTask<int> OuterAsync(LoopSignal signal) => await InnerAsync(signal) + 1;

    private static async LoopTask<int> InnerAsync(LoopSignal signal)
    {
        await signal.WaitAsync();
        return 1;
    }

    private static async LoopTask WaitOnceAsync(LoopSignal signal) => await signal.WaitAsync();

    /// <summary>Measures until the optimised code is in use: code that was just loaded boxes what that does not.</summary>
    private static async Task ComesToAllocateNothingAsync(LoopFixture fixture, Action work)
    {
        var began = Stopwatch.GetTimestamp();
        long allocated;
        do
        {
            allocated = await fixture.CallAsync(() =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                work();
                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
        }
        while (allocated != 0 && Stopwatch.GetElapsedTime(began) < LoopFixture.Patience);

        allocated.ShouldBe(0);
    }

    private static void Repeat(Action work)
    {
        for (var i = 0; i < 1_000; i++)
        {
            work();
        }
    }
}
