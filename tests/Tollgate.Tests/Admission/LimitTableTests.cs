using System.Text;
using Shouldly;
using Tollgate.Admission;
using Tollgate.Configuration;
using Tollgate.Keys;
using Xunit;

namespace Tollgate.Tests.Admission;

public sealed class LimitTableTests
{
    private static readonly Caller Dev = new() { KeyId = 0, Name = "dev", Org = "acme", Team = "core", User = "ann" };

    [Fact]
    public void Idle_subjects_make_room_and_those_in_use_do_not()
    {
        var rig = new LimitRig();
        var table = new LimitTable(rig.Registry, LimitRule.PerMinute("r", 5), maxCells: 3);
        var busy = table.CellOf("busy"u8);
        busy.Take(1, rig.NowUs);
        var idle = table.CellOf("idle"u8);
        table.CellOf("other"u8);

        var next = table.CellOf("next"u8);
        table.CellOf("busy"u8).ShouldBeSameAs(busy);
        idle.IsRetired.ShouldBeTrue();
        next.Subject.ShouldBe("next");
        table.Overflowed.ShouldBe(0);
    }

    [Fact]
    public void When_all_are_in_use_new_subjects_share_one_count_until_there_is_room_again()
    {
        var rig = new LimitRig();
        var table = new LimitTable(rig.Registry, LimitRule.PerMinute("r", 5), maxCells: 2);
        table.CellOf("a"u8).Take(1, rig.NowUs);
        table.CellOf("b"u8).Take(1, rig.NowUs);

        var shared = table.CellOf("c"u8);
        table.CellOf("d"u8).ShouldBeSameAs(shared);
        table.Overflowed.ShouldBe(2);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        table.CellOf("c"u8).ShouldNotBeSameAs(shared);
    }

    [Fact]
    public void A_hold_keeps_its_cell_from_being_thrown_away()
    {
        var rig = new LimitRig();
        var table = new LimitTable(rig.Registry, LimitRule.PerMinute("r", 5) with { Metric = LimitMetric.Tokens }, maxCells: 1);
        var cell = table.CellOf("a"u8);
        var hold = new LimitHold();
        hold.Add(cell, 1, 1);
        hold.TryTake(rig.NowUs).ShouldBeTrue();
        rig.Time.Advance(TimeSpan.FromHours(1));
        table.CellOf("b"u8).Subject.ShouldBe("(others)");
        cell.IsRetired.ShouldBeFalse();
    }

    [Fact]
    public void A_request_that_meets_a_cell_thrown_away_takes_nothing_and_looks_again()
    {
        var cell = LimitRig.Cell(LimitRule.PerMinute("r", 5));
        cell.Retire();
        var hold = new LimitHold();
        hold.Add(cell);
        hold.TryTake(0).ShouldBeFalse();
        hold.IsStale.ShouldBeTrue();
        hold.Verdict.IsAdmitted.ShouldBeTrue();
    }

    [Fact]
    public void A_rule_that_is_not_touched_keeps_its_count_and_one_with_another_limit_keeps_what_was_used()
    {
        var rig = new LimitRig(new LimitConfig { Limit = 10 });
        var cell = rig.Plan.OfCaller(Dev).ShouldHaveSingleItem();
        cell.Take(4, rig.NowUs);

        rig.Apply(new LimitConfig { Limit = 10 }, new LimitConfig { Scope = LimitScope.Global, Limit = 5 });
        rig.Plan.OfCaller(Dev).ShouldHaveSingleItem().ShouldBeSameAs(cell);
        rig.Apply(new LimitConfig { Limit = 20 });
        rig.Plan.OfCaller(Dev).ShouldHaveSingleItem().ShouldBeSameAs(cell);
        cell.Read(rig.NowUs).Remaining.ShouldBeInRange(15, 16);
        cell.Rule.Limit.ShouldBe(20);
        rig.Apply(new LimitConfig { Limit = 20, Window = TimeSpan.FromHours(1) });
        rig.Plan.OfCaller(Dev).ShouldHaveSingleItem().ShouldNotBeSameAs(cell);
    }

    [Theory]
    [InlineData(LimitAlgorithm.TokenBucket)]
    [InlineData(LimitAlgorithm.LeakyBucket)]
    [InlineData(LimitAlgorithm.FixedWindow)]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    public void Numbers_that_change_forgive_nothing(LimitAlgorithm algorithm)
    {
        var rig = new LimitRig();
        var rule = LimitRule.PerMinute("r", 60) with { Algorithm = algorithm, Metric = LimitMetric.Tokens };
        var cell = rig.Registry.Make(rule, "s", 0);
        cell.Take(60, 0);
        cell.Adopt(rule with { Limit = 30, Burst = 30 }, 0);
        cell.Fits(1, 0).ShouldBeFalse();
        cell.Capacity.ShouldBe(30);
        cell.ResetInUs(0).ShouldBeGreaterThanOrEqualTo(60_000_000);
    }

    [Fact]
    public void Every_scope_that_hangs_on_the_caller_has_a_cell_of_its_own()
    {
        var rig = new LimitRig(
            new LimitConfig { Limit = 1 },
            new LimitConfig { Scope = LimitScope.User, Limit = 2 },
            new LimitConfig { Scope = LimitScope.Team, Limit = 3 },
            new LimitConfig { Scope = LimitScope.Org, Limit = 4 },
            new LimitConfig { Scope = LimitScope.Org, Match = "other", Limit = 5 });
        var cells = rig.Plan.OfCaller(Dev);
        cells.Select(cell => cell.Rule.Limit).Order().ShouldBe([1, 2, 3, 4]);
        rig.Plan.OfCaller(Dev).ShouldBeSameAs(cells);
        var namesake = new Caller { KeyId = 1, Name = "dev2", Org = "umbrella", Team = "core", User = "ann" };
        rig.Plan.OfCaller(namesake).Intersect(cells).ShouldBeEmpty("people and teams of other organisations are others");
    }

    [Fact]
    public void A_rule_for_a_name_takes_the_place_of_the_rule_for_all_that_counts_the_same()
    {
        var rig = new LimitRig(
            new LimitConfig { Limit = 10 },
            new LimitConfig { Limit = 1000, Window = TimeSpan.FromHours(1) },
            new LimitConfig { Match = "dev", Limit = 100 });
        rig.Plan.OfCaller(Dev).Select(cell => cell.Rule.Limit).Order().ShouldBe([100, 1000]);
        rig.Plan.OfCaller(new Caller { KeyId = 1, Name = "x" }).Select(cell => cell.Rule.Limit).Order().ShouldBe([10, 1000]);
        var own = new Caller { KeyId = 2, Name = "dev", RequestsPerMinute = 7 };
        rig.Plan.OfCaller(own).Select(cell => cell.Rule.Limit).Order().ShouldBe([7, 1000]);
    }

    [Fact]
    public void Rules_without_names_are_named_after_their_parts_and_told_apart()
    {
        LimitConfig[] limits =
        [
            new() { Limit = 1 },
            new() { Limit = 2 },
            new() { Scope = LimitScope.Model, Match = "smart", Metric = LimitMetric.Tokens, Window = TimeSpan.FromHours(36), Limit = 1 },
            new() { Scope = LimitScope.Global, Metric = LimitMetric.Concurrency, Limit = 1 },
            new() { Name = "mine", Limit = 1 },
        ];
        LimitNames.Distinct(limits.Select(LimitRule.Of)).Select(rule => rule.Name)
            .ShouldBe(["key-requests-1m", "key-requests-1m-2", "model-smart-tokens-36h", "global-concurrency", "mine"]);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    [InlineData("not:an:address", "not:an:address")]
    public void One_client_may_use_all_of_an_IPv6_network(string address, string subject) =>
        Encoding.ASCII.GetString(LimitGather.NetworkOf(Encoding.ASCII.GetBytes(address), new byte[64])).ShouldBe(subject);
}
