using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Loops;

public sealed class TimerWheelTests
{
    private const int Timers = 12;

    [Fact]
    public void A_timer_fires_never_early_and_at_most_one_tick_late_whatever_was_done_before()
    {
        var operations = Gen.Choose(0, int.MaxValue - 1).ArrayOf();
        var steps = operations.Resize(200).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(steps, static numbers => new Model().Run(numbers)));
    }

    [Fact]
    public void A_deadline_beyond_the_wheels_reach_is_met()
    {
        var wheel = NewWheel(1_000);
        var fired = 0L;
        var now = 1_000L;
        wheel.Set(new ActionTimer(() => fired = now), now, 3_600_000);
        while (fired == 0)
        {
            now += wheel.MsToNext(now);
            wheel.Advance(now);
        }

        fired.ShouldBeInRange(3_601_000, 3_601_000 + TimerWheel.TickMs);
        wheel.MsToNext(now).ShouldBe(-1);
    }

    [Fact]
    public void A_wheel_that_slept_for_long_still_fires_what_is_set_then()
    {
        var wheel = NewWheel(0);
        var fired = false;
        wheel.Set(new ActionTimer(() => fired = true), 10_000_000, 50);
        wheel.Advance(10_000_000);
        fired.ShouldBeFalse();
        wheel.Advance(10_000_049);
        fired.ShouldBeFalse();
        wheel.Advance(10_000_050 + TimerWheel.TickMs);
        fired.ShouldBeTrue();
    }

    [Fact]
    public void A_timer_that_throws_is_reported_and_the_rest_of_its_slot_fires()
    {
        var faults = new List<Exception>();
        var wheel = new TimerWheel(0, faults.Add);
        var fired = 0;
        var putOff = new ActionTimer(() => fired++);
        wheel.Set(putOff, 0, 100);
        wheel.Set(putOff, 0, 200); // still filed in the slot of the others
        for (var i = 0; i < 4; i++)
        {
            wheel.Set(new ActionTimer(() => throw new InvalidOperationException()), 0, 100);
            wheel.Set(new ActionTimer(() => fired++), 0, 100);
        }

        wheel.Advance(120);
        fired.ShouldBe(4);
        faults.Count.ShouldBe(4);
        wheel.Advance(220);
        fired.ShouldBe(5);
        wheel.Count.ShouldBe(0);
    }

    private static TimerWheel NewWheel(long now) => new(now, static exception => throw exception);

    /// <summary>The wheel beside a list of due times, both told the same.</summary>
    private sealed class Model
    {
        private readonly ActionTimer[] _timers = new ActionTimer[Timers];
        private readonly long[] _due = new long[Timers]; // 0: not set
        private readonly TimerWheel _wheel;
        private long _now = 123_456;
        private int _chain;
        private string _wrong = "";

        public Model()
        {
            _wheel = NewWheel(_now);
            for (var i = 0; i < Timers; i++)
            {
                var index = i;
                _timers[i] = new ActionTimer(() => OnFired(index));
            }
        }

        public bool Run(int[] numbers)
        {
            foreach (var number in numbers)
            {
                Step(number);
                if (_wrong.Length != 0)
                {
                    throw new InvalidOperationException(_wrong);
                }
            }

            return true;
        }

        private void Step(int number)
        {
            var index = number % Timers;
            var rest = number / Timers;
            switch (rest % 8)
            {
                case 0 or 1 or 2:
                    Set(index, rest / 8);
                    break;
                case 3:
                    TimerWheel.Clear(_timers[index]);
                    _due[index] = 0;
                    break;
                case 4:
                    _wheel.Remove(_timers[index]);
                    _due[index] = 0;
                    break;
                case 5:
                    _chain = rest / 8 % 4; // timers that fire set and remove their neighbours
                    break;
                default:
                    Advance(rest / 8 % 16 == 0 ? rest % 60_000 : rest % 150);
                    break;
            }
        }

        private void Set(int index, int number)
        {
            long delay = number % 16 == 0 ? number % 100_000 : number % 300;
            _wheel.Set(_timers[index], _now, delay);
            _due[index] = _now + delay;
        }

        private void Advance(int by)
        {
            CheckSleep();
            _now += by;
            _wheel.Advance(_now);
            for (var i = 0; i < Timers; i++)
            {
                if (_due[i] != 0 && _due[i] + TimerWheel.TickMs <= _now)
                {
                    _wrong = $"timer {i}, due at {_due[i]}, has not fired by {_now}";
                }

                if (_timers[i].IsSet != (_due[i] != 0))
                {
                    _wrong = $"timer {i} is set: {_timers[i].IsSet}, expected {_due[i] != 0}";
                }
            }
        }

        private void CheckSleep()
        {
            var first = _due.Where(static due => due != 0).DefaultIfEmpty(long.MaxValue).Min();
            var sleep = _wheel.MsToNext(_now);
            if (first != long.MaxValue && (sleep < 0 || _now + sleep > first + TimerWheel.TickMs))
            {
                _wrong = $"at {_now} the wheel would sleep {sleep} ms, but a timer is due at {first}";
            }
        }

        private void OnFired(int index)
        {
            if (_due[index] == 0 || _due[index] > _now)
            {
                _wrong = $"timer {index}, due at {_due[index]}, fired at {_now}";
            }

            _due[index] = 0;
            var other = (index + 1) % Timers;
            switch (_chain)
            {
                case 1:
                    Set(other, (int)(_now % 1_000));
                    break;
                case 2:
                    _wheel.Remove(_timers[other]);
                    _due[other] = 0;
                    break;
                case 3:
                    Set(index, 40);
                    break;
                default:
                    break;
            }
        }
    }
}
