using System.Globalization;
using Shouldly;
using Tollgate.Admission.Budgets;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Admission.Budgets;

public sealed class BudgetSpanTests
{
    [Theory]
    [InlineData("2026-11-21T13:00:00Z", BudgetPeriod.Month, "UTC", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "2026-11")]
    [InlineData("2026-12-31T23:59:59.999Z", BudgetPeriod.Month, "UTC", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-12")]
    [InlineData("2028-02-29T00:00:00Z", BudgetPeriod.Day, "UTC", "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z", "2028-02-29")]
    [InlineData("2026-11-30T17:00:00Z", BudgetPeriod.Month, "Asia/Shanghai", "2026-11-30T16:00:00Z", "2026-12-31T16:00:00Z", "2026-12")]
    [InlineData("2026-03-29T12:00:00Z", BudgetPeriod.Day, "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-29")]
    [InlineData("2026-10-25T12:00:00Z", BudgetPeriod.Day, "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-25")]
    [InlineData("2018-11-04T12:00:00Z", BudgetPeriod.Day, "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z", "2018-11-04")]
    public void A_period_begins_at_its_midnight_and_ends_with_the_next(string moment, BudgetPeriod period, string zone, string from, string to, string label)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var span = BudgetSpan.At(Ms(moment), period, info);

        (span.FromUnixMs, span.ToUnixMs).ShouldBe((Ms(from), Ms(to)));
        span.Label(period, info).ShouldBe(label);
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Africa/Cairo")]
    public void Periods_follow_each_other_without_gap_or_overlap_through_every_change_of_clocks(string zone)
    {
        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var end = Ms("2027-01-01T00:00:00Z");
        for (var span = BudgetSpan.At(Ms("2015-01-01T00:00:00Z"), BudgetPeriod.Day, info); span.ToUnixMs < end;)
        {
            var next = BudgetSpan.At(span.ToUnixMs, BudgetPeriod.Day, info);
            next.FromUnixMs.ShouldBe(span.ToUnixMs);
            BudgetSpan.At(span.ToUnixMs - 1, BudgetPeriod.Day, info).ShouldBe(span);
            (next.ToUnixMs - next.FromUnixMs).ShouldBeInRange(22 * 3_600_000, 26 * 3_600_000);
            span = next;
        }
    }

    private static long Ms(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
