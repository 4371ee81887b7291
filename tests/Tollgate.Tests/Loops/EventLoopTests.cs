using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class EventLoopTests
{
    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Posted_work_runs_in_the_order_of_each_thread(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        const int Threads = 4;
        const int Each = 5_000;
        var last = new int[Threads];
        var disordered = 0;
        var posting = Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 1; i <= Each; i++)
            {
                var number = i;
                fixture.Loop.Post(
                    _ =>
                    {
                        disordered += last[thread] == number - 1 ? 0 : 1;
                        last[thread] = number;
                    },
                    null);
            }
        }));
        await Task.WhenAll(posting);

        (await fixture.CallAsync(() => last.Sum())).ShouldBe(Threads * Each);
        disordered.ShouldBe(0);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task No_wake_up_is_lost_between_two_loops(string engine)
    {
        await using var fixture = new LoopFixture(engine, loops: 2);
        var rally = new Rally(fixture.Group.Loops, rounds: 20_000);
        fixture.Group.Loops[0].Post(rally);

        await rally.Over.WaitAsync(LoopFixture.Patience);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Posted_work_that_throws_drops_no_other(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var ran = 0;
        await fixture.CallAsync(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                fixture.Loop.Post(new Step(() => ran++, fails: i % 3 == 0));
            }

            return true;
        });

        (await fixture.CallAsync(() => ran)).ShouldBe(10);
        fixture.Faults.Count.ShouldBe(4);
        fixture.Loop.Counters.Faults.ShouldBe(4);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_deferred_continuation_that_throws_drops_no_other_and_runs_once(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var ran = 0;
        await fixture.CallAsync(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                fixture.Loop.Defer(new Step(() => ran++, fails: i % 3 == 0));
            }

            return true;
        });

        await fixture.CallAsync(() => true);
        (await fixture.CallAsync(() => ran)).ShouldBe(10);
        fixture.Faults.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task What_a_deferred_continuation_defers_runs_too_and_starves_nobody(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var going = true;
        var turns = 0;
        Step? step = null;
        step = new Step(
            () =>
            {
                turns++;
                if (going)
                {
                    fixture.Loop.Defer(step!);
                }
            },
            fails: false);
        await fixture.CallAsync(() =>
        {
            fixture.Loop.Defer(step);
            return true;
        });

        // It defers itself for ever; posted work gets through all the same.
        (await fixture.CallAsync(() => turns)).ShouldBeGreaterThan(0);
        await fixture.CallAsync(() => going = false);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_timer_that_throws_drops_no_other(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var fired = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await fixture.CallAsync(() =>
        {
            for (var i = 0; i < 10; i++)
            {
                var fails = i % 3 == 0;
                fixture.Loop.SetTimer(
                    new ActionTimer(() =>
                    {
                        if (++fired == 10)
                        {
                            all.SetResult();
                        }

                        if (fails)
                        {
                            throw new InvalidOperationException("a bug above");
                        }
                    }),
                    10);
            }

            return true;
        });

        await all.Task.WaitAsync(LoopFixture.Patience);
        (await fixture.CallAsync(() => fixture.Loop.Timers.Count)).ShouldBe(0);
        fixture.Faults.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_handler_of_the_turns_end_that_throws_leaves_the_loop_running(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        await fixture.CallAsync(() => fixture.Loop.EndOfTurn = static () => throw new InvalidOperationException("a bug above"));
        await fixture.CallAsync(() => fixture.Loop.EndOfTurn = null);

        (await fixture.CallAsync(() => 7)).ShouldBe(7);
        fixture.Faults.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Work_may_be_posted_to_a_loop_that_has_ended(string engine)
    {
        var fixture = new LoopFixture(engine);
        await fixture.DisposeAsync();

        var ran = false;
        for (var i = 0; i < 3; i++)
        {
            fixture.Loop.Post(_ => ran = true, null);
            fixture.Loop.Stop();
        }

        ran.ShouldBeFalse();
        fixture.Loop.Stopped.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task A_framework_task_ends_on_the_loop_with_its_result_or_its_exception(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        var later = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var failing = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var awaited = fixture.RunAsync(() => AwaitOnLoopAsync(fixture.Loop, later.Task));
        var failed = fixture.RunAsync(() => AwaitOnLoopAsync(fixture.Loop, failing.Task));
        later.SetResult(5);
        failing.SetException(new FormatException("from elsewhere"));

        (await awaited).ShouldBe(5);
        (await Should.ThrowAsync<FormatException>(failed)).Message.ShouldBe("from elsewhere");
        (await fixture.RunAsync(() => AwaitOnLoopAsync(fixture.Loop, Task.FromResult(6)))).ShouldBe(6);
        await Should.ThrowAsync<OperationCanceledException>(
            fixture.RunAsync(() => AwaitOnLoopAsync(fixture.Loop, Task.FromCanceled<int>(new CancellationToken(canceled: true)))));
    }

    [Theory]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public async Task Turns_are_counted(string engine)
    {
        await using var fixture = new LoopFixture(engine);
        await fixture.CallAsync(() => true);
        await fixture.CallAsync(() => true);

        var (turns, buckets) = await fixture.CallAsync(() => (fixture.Loop.Counters.Turns, fixture.Loop.Counters.TurnBuckets.Sum()));
        turns.ShouldBeGreaterThanOrEqualTo(2);
        buckets.ShouldBe(turns);
    }

    private static async LoopTask<int> AwaitOnLoopAsync(EventLoop loop, Task<int> task)
    {
        try
        {
            return await loop.Await(task);
        }
        finally
        {
            loop.IsCurrent.ShouldBeTrue();
        }
    }

    private sealed class Step(Action run, bool fails) : LoopContinuation
    {
        internal override void Resume()
        {
            run();
            if (fails)
            {
                throw new InvalidOperationException("a bug above");
            }
        }
    }

    private sealed class Rally(EventLoop[] loops, int rounds) : LoopContinuation
    {
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _round;

        public Task Over => _over.Task;

        internal override void Resume()
        {
            if (++_round == rounds)
            {
                _over.SetResult();
            }
            else
            {
                loops[_round & 1].Post(this);
            }
        }
    }
}
