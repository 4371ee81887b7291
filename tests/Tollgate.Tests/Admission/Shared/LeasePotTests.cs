using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Admission.Shared;
using Xunit;

namespace Tollgate.Tests.Admission.Shared;

public sealed class LeasePotTests
{
    [Fact]
    public void Never_more_than_its_share_of_the_limit_is_in_hand_or_on_its_way()
    {
        var steps = Gen.Choose(0, 400_000).Two().ArrayOf(60);
        Prop.ForAll(Gen.Choose(1, 5_000).Zip(steps).ToArbitrary(), input =>
        {
            var (limit, schedule) = input;
            var pot = new LeasePot();
            var underWay = new Queue<long>();
            var now = 0L;
            foreach (var (after, choice) in schedule)
            {
                now += after;
                switch (choice % 3)
                {
                    case 0:
                        underWay.Enqueue(pot.Plan(limit, now));
                        break;
                    case 1 when underWay.TryDequeue(out var planned):
                        pot.Drawn(planned, choice % 2 == 0 ? planned : 0, choice, now);
                        break;
                    default:
                        pot.TrySpend(1 + (choice % 7));
                        break;
                }

                (pot.Available + underWay.Sum()).ShouldBeLessThanOrEqualTo(limit / LeasePot.Share);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_lies_unused_for_a_second_goes_back_with_the_stamp_it_came_with()
    {
        var pot = new LeasePot();
        var planned = pot.Plan(1_000, nowUs: 0);
        pot.Drawn(planned, planned, stamp: 42, nowUs: 0);
        pot.TakeStale(LeasePot.LifeUs - 1, out _).ShouldBe(0);
        pot.TakeStale(LeasePot.LifeUs, out var stamp).ShouldBe(planned);
        stamp.ShouldBe(42);
        pot.Available.ShouldBe(0);
    }

    [Fact]
    public void The_oldest_permits_are_spent_first_so_that_a_pot_in_use_never_goes_stale()
    {
        var pot = new LeasePot();
        Draw(5, stamp: 1, nowUs: 0);
        Draw(7, stamp: 2, nowUs: 600_000);
        pot.Stamp.ShouldBe(1);
        pot.TrySpend(5).ShouldBeTrue();
        pot.Stamp.ShouldBe(2);
        pot.TakeStale(LeasePot.LifeUs, out _).ShouldBe(0);
        Draw(3, stamp: 3, nowUs: 1_000_000);
        pot.TrySpend(4).ShouldBeTrue();

        pot.TakeStale(1_600_000, out var stamp).ShouldBe(3);
        stamp.ShouldBe(2);
        pot.TakeStale(1_600_000, out _).ShouldBe(0);
        pot.Available.ShouldBe(3);
        pot.TakeStale(1_600_000, out stamp, all: true).ShouldBe(3);
        stamp.ShouldBe(3);
        pot.Available.ShouldBe(0);

        void Draw(long granted, long stamp, long nowUs) => pot.Drawn(0, granted, stamp, nowUs);
    }

    [Fact]
    public void The_batch_grows_while_draws_follow_each_other_quickly_and_shrinks_when_they_do_not()
    {
        var pot = new LeasePot();
        var now = 0L;
        var batch = 0L;
        for (var i = 0; i < 12; i++)
        {
            batch = pot.Plan(10_000, now += 10_000);
            pot.Drawn(batch, 0, 0, now);
        }

        batch.ShouldBe(10_000 / LeasePot.Share);
        for (var i = 0; i < 12; i++)
        {
            batch = pot.Plan(10_000, now += 1_000_000);
            pot.Drawn(batch, 0, 0, now);
        }

        batch.ShouldBe(1);
    }
}
