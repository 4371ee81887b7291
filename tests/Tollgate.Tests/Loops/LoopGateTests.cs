using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class LoopGateTests
{
    [Fact]
    public async Task Those_who_wait_enter_in_order_and_newcomers_do_not_overtake()
    {
        await using var fixture = new LoopFixture("sockets");
        var gate = new LoopGate(2);
        var entered = new List<int>();
        await fixture.CallAsync(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                EnterAsync(gate, entered, i).Forget();
            }

            entered.ShouldBe([0, 1]);
            gate.Waiting.ShouldBe(3);
            gate.Leave();
            EnterAsync(gate, entered, 5).Forget(); // the free place is 2's already
            return true;
        });

        await fixture.CallAsync(() => true);
        entered.ShouldBe([0, 1, 2]);
        for (var i = 0; i < 3; i++)
        {
            await fixture.CallAsync(() =>
            {
                gate.Leave();
                return true;
            });
            await fixture.CallAsync(() => true);
        }

        entered.ShouldBe([0, 1, 2, 3, 4, 5]);
        gate.Waiting.ShouldBe(0);
        fixture.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_queue_that_leaves_at_once_is_no_deep_recursion()
    {
        await using var fixture = new LoopFixture("sockets");
        var gate = new LoopGate(1);
        const int Waiting = 50_000;
        var left = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await fixture.CallAsync(() =>
        {
            gate.EnterAsync().Forget();
            for (var i = 0; i < Waiting; i++)
            {
                EnterAndLeaveAsync(gate, () =>
                {
                    if (++left == Waiting)
                    {
                        done.SetResult();
                    }
                }).Forget();
            }

            gate.Leave();
            return true;
        });

        await done.Task.WaitAsync(LoopFixture.Patience);
        gate.Waiting.ShouldBe(0);
    }

    private static async LoopTask EnterAsync(LoopGate gate, List<int> entered, int number)
    {
        await gate.EnterAsync();
        entered.Add(number);
    }

    private static async LoopTask EnterAndLeaveAsync(LoopGate gate, Action left)
    {
        await gate.EnterAsync();
        left();
        gate.Leave();
    }
}
