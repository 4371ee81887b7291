using System.Globalization;
using System.Text;
using Shouldly;
using Tollgate.Admission.Budgets;
using Tollgate.Configuration;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Admission.Budgets;

public sealed class BudgetTableTests
{
    private static readonly BudgetConfig PerKey = new() { Scope = LimitScope.Key, LimitNanoUsd = 100 };

    [Fact]
    public void An_edit_of_the_amount_keeps_what_was_spent()
    {
        var table = Table(PerKey);
        Cell(table, "dev").Add(60);

        table.Apply([PerKey with { LimitNanoUsd = 50, Name = "renamed" }]);

        Cell(table, "dev").Spent.ShouldBe(60);
        Cell(table, "dev").Subject.Terms.LimitNanoUsd.ShouldBe(50);
    }

    [Fact]
    public void Whoever_meets_a_subject_that_another_loop_is_just_adding_finds_its_budget()
    {
        var meter = Table(PerKey).Active[0];
        Parallel.For(0, 20_000, i =>
        {
            var name = (i / 4).ToString(CultureInfo.InvariantCulture);
            meter.Find(name, name).ShouldNotBeNull();
        });
    }

    [Fact]
    public void A_budget_that_did_not_change_keeps_its_counts_through_a_reload()
    {
        var table = Table(PerKey with { Alerts = [10, 20] });
        table.Rules[0].CountRefused();

        table.Apply([PerKey with { Alerts = [10, 20] }, PerKey with { Scope = LimitScope.Org }]);

        table.Rules[0].Refused.ShouldBe(1);
    }

    [Fact]
    public void The_tightest_budget_of_a_subject_decides_and_others_of_the_meter_are_for_others()
    {
        var table = Table(PerKey, PerKey with { Match = "dev", LimitNanoUsd = 10 }, PerKey with { Match = "ops", LimitNanoUsd = 1, Hard = false, Name = "soft" });

        Cell(table, "dev").Subject.Terms.LimitNanoUsd.ShouldBe(10);
        Cell(table, "ops").Subject.Terms.LimitNanoUsd.ShouldBe(100);
        table.Active.Length.ShouldBe(1);
    }

    [Fact]
    public void A_subject_that_no_budget_is_for_takes_no_room()
    {
        var table = Table(PerKey with { Match = "dev" });

        table.Active[0].Find("other", "other").ShouldBeNull();
        table.Subjects.ShouldBe(0);
    }

    [Fact]
    public void A_stored_key_is_matched_by_its_name_and_counted_by_its_id()
    {
        var table = Table(PerKey with { Match = "ci" });

        table.Active[0].Find("key_1", "ci").ShouldNotBeNull().Id.ShouldBe("key_1");
        table.Active[0].Find("key_1", "renamed").ShouldBeNull("the budget is for the name");
        table.Active[0].Find("key_1", "ci").ShouldNotBeNull();
    }

    [Fact]
    public void Texts_of_requests_and_of_records_name_the_same_subject()
    {
        var table = Table(PerKey with { Scope = LimitScope.App });
        var meter = table.Active[0];

        foreach (var app in (string[])["shop", "ä€😀", new string('x', 300)])
        {
            meter.Find(Encoding.UTF8.GetBytes(app)).ShouldBeSameAs(meter.Find(app, app));
        }
    }

    [Fact]
    public void Subjects_beyond_the_bound_are_counted_together_and_named_ones_still_have_their_own()
    {
        var table = Table(PerKey with { Scope = LimitScope.App }, PerKey with { Scope = LimitScope.App, Match = "vip" });
        var meter = table.Active[0];
        for (var i = 0; i < BudgetTable.MaxSubjects; i++) { meter.Find(string.Create(CultureInfo.InvariantCulture, $"app-{i}"), "app"); }

        meter.Find("late", "late").ShouldNotBeNull().Id.ShouldBe(BudgetMeter.Other);
        meter.Find("later", "later").ShouldBeSameAs(meter.Find("late", "late"));
        meter.Find("vip", "vip").ShouldNotBeNull().Id.ShouldBe("vip");
        meter.Find("app-7", "app").ShouldNotBeNull().Id.ShouldBe("app-7");
        table.Overflows.ShouldBe(3);
        table.Subjects.ShouldBe(BudgetTable.MaxSubjects + 2);
    }

    [Fact]
    public void Check_67_a_clock_put_back_or_forward_over_the_end_of_a_period_neither_resets_nor_doubles_a_budget()
    {
        var table = Table(PerKey);
        var november = Ms("2026-11-30T23:30:00Z");
        var december = Ms("2026-12-01T00:30:00Z");
        var subject = table.Active[0].Find("dev", "dev")!;
        subject.CellAt(november).TryReserve(100, 100).ShouldBeTrue();

        subject.CellAt(december).TryReserve(40, 100).ShouldBeTrue("another month");
        subject.CellAt(november).TryReserve(1, 100).ShouldBeFalse("put back: November is used up as before");
        subject.CellAt(december).TryReserve(61, 100).ShouldBeFalse("forward again: December goes on where it was");
        subject.CellAt(december).TryReserve(60, 100).ShouldBeTrue();
        subject.CellAt(Ms("2026-12-01T01:00:00Z")).ShouldBeSameAs(subject.CellAt(december));
        subject.Cells.Length.ShouldBe(2);
    }

    [Fact]
    public void Periods_long_over_are_forgotten_with_their_subjects()
    {
        var time = new ManualTimeProvider();
        var table = new BudgetTable(time);
        table.Apply([PerKey with { Period = BudgetPeriod.Day }]);
        Cell(table, "dev").Add(1);
        time.Advance(TimeSpan.FromDays(2));
        table.Forget();
        table.Subjects.ShouldBe(1, "for a clock that is put back");

        time.Advance(TimeSpan.FromDays(1.5));
        table.Forget();

        table.Subjects.ShouldBe(0);
        Cell(table, "dev").Spent.ShouldBe(0);
    }

    private static BudgetTable Table(params IReadOnlyList<BudgetConfig> budgets)
    {
        var table = new BudgetTable(new ManualTimeProvider());
        table.Apply(budgets);
        return table;
    }

    private static BudgetCell Cell(BudgetTable table, string key) => table.Active[0].Find(key, key)!.CellAt(table.NowUnixMs);

    private static long Ms(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
