using Shouldly;
using Tollgate.Balancing;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Balancing;

public sealed class TargetHealthTests
{
    [Fact]
    public void Target_rests_as_long_as_it_asked_to_the_millisecond()
    {
        var health = new TargetHealth();
        health.BeginRest(1_000, 7_000, overloaded: true).ShouldBeTrue();

        health.Check(1_000).ShouldBe(Exclusion.Resting);
        health.Check(7_999).ShouldBe(Exclusion.Resting);
        health.WaitMs(2_000).ShouldBe(6_000);
        health.Check(8_000).ShouldBe(Exclusion.None);
        health.WaitMs(8_000).ShouldBe(0);
    }

    [Fact]
    public void Target_that_did_not_say_for_how_long_is_spared_and_no_more()
    {
        var health = new TargetHealth();
        health.BeginRest(1_000, -1, overloaded: true).ShouldBeTrue();
        health.Check(1_500).ShouldBe(Exclusion.Spared);

        health.BeginRest(1_500, 3_000, overloaded: true).ShouldBeFalse();
        health.Check(1_500).ShouldBe(Exclusion.Resting);
        health.Check(4_500).ShouldBe(Exclusion.None);
    }

    [Fact]
    public void Models_of_a_pattern_rest_by_themselves_as_far_as_there_is_room()
    {
        var health = new TargetHealth();
        for (var model = 1UL; model <= ModelRests.Most; model++)
        {
            health.BeginRest(0, 7_000, overloaded: true, model).ShouldBeTrue();
        }

        health.Check(1, 1).ShouldBe(Exclusion.Resting);
        health.Check(1, 999).ShouldBe(Exclusion.None);
        health.BeginRest(1, 20_000, overloaded: true, 999);
        health.Check(2, 1_000).ShouldBe(Exclusion.Resting, "there is no place any more, so those that are left rest together");
        health.BeginRest(8_000, 5_000, overloaded: true, 1_001);
        health.Check(8_001, 1_001).ShouldBe(Exclusion.Resting);
        health.Check(8_001, 1).ShouldBe(Exclusion.None, "what has rested gives its place to others");
    }

    [Fact]
    public void A_target_that_never_rested_is_waited_for_as_long_as_its_breaker_is_open()
    {
        var health = new TargetHealth();
        var options = BreakerOptions.Default;
        health.WaitMs(1_000).ShouldBe(0);
        for (var i = 0; i < options.Limit(TargetFault.ServerError); i++)
        {
            health.Breaker.TryPass(1_000, out var pass, out _);
            health.Breaker.Failed(pass, TargetFault.ServerError, 1_000);
        }

        health.WaitMs(1_000).ShouldBe(options.OpenMs);
    }

    [Fact]
    public void Target_whose_breaker_is_switched_off_is_always_asked()
    {
        var health = new TargetHealth();
        health.Configure(BreakerOptions.From(new BreakerConfig { Enabled = false }), check: null);
        health.BeginRest(0, 7_000, overloaded: true).ShouldBeFalse();
        health.Check(1).ShouldBe(Exclusion.None);
    }

    [Fact]
    public void Nobody_rests_for_more_than_five_minutes()
    {
        var health = new TargetHealth();
        health.BeginRest(0, 86_400_000, overloaded: true);
        health.RestMs(0).ShouldBe(300_000);
    }

    [Fact]
    public void Shorter_wish_does_not_end_a_longer_rest()
    {
        var health = new TargetHealth();
        health.BeginRest(0, 7_000, overloaded: true);
        health.BeginRest(1_000, 2_000, overloaded: true).ShouldBeFalse();
        health.RestMs(1_000).ShouldBe(6_000);
    }

    [Fact]
    public void Rest_that_nobody_measured_doubles_with_each_refusal_after_it_and_begins_anew_after_an_answer()
    {
        var health = new TargetHealth();
        var now = 0L;
        var rests = new List<long>();
        for (var i = 0; i < 7; i++)
        {
            health.BeginRest(now, -1, overloaded: true).ShouldBeTrue();
            health.BeginRest(now + 1, -1, overloaded: true).ShouldBeFalse(); // under way at the same time: the same refusal
            rests.Add(health.RestMs(now));
            now += rests[^1];
        }

        rests.ShouldBe([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
        health.Rested();
        health.BeginRest(now, -1, overloaded: true);
        health.RestMs(now).ShouldBe(1_000);
    }

    [Fact]
    public void Provider_that_fails_its_checks_leaves_and_returns_slowly()
    {
        var check = new HealthCheck([], [], 1000, 1000, HealthyAfter: 2, UnhealthyAfter: 3);
        var state = new CheckState("a");
        var health = new TargetHealth();
        health.Configure(BreakerOptions.Default, state);

        state.Report(healthy: false, 1, check).ShouldBeFalse();
        state.Report(healthy: false, 2, check).ShouldBeFalse();
        health.Check(2).ShouldBe(Exclusion.None);
        state.Report(healthy: false, 3, check).ShouldBeTrue();
        health.Check(3).ShouldBe(Exclusion.Unhealthy);

        state.Report(healthy: true, 4, check).ShouldBeFalse();
        state.Report(healthy: false, 5, check).ShouldBeFalse();
        state.Report(healthy: true, 6, check).ShouldBeFalse();
        state.Report(healthy: true, 7, check).ShouldBeTrue();
        health.Check(7).ShouldBe(Exclusion.None);
        health.Share(7).ShouldBe(0.1, 0.001);
        health.Share(7 + 15_000).ShouldBe(0.5, 0.001);
        health.Share(7 + 30_000).ShouldBe(1);
    }
}
