using Shouldly;
using Tollgate.Control.RequestLog;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>What a log holds in all, by its totals and by its rows, which must agree.</summary>
internal static class LogCounts
{
    public static async Task<(long Requests, long TokensIn)> OfAsync(IRequestLog log)
    {
        var filter = new RequestFilter { From = DateTimeOffset.UtcNow.AddDays(-2), To = DateTimeOffset.UtcNow.AddDays(2) };
        var total = (await log.StatsAsync(new StatsQuery(filter, StatsInterval.All, []), CancellationToken.None)).Total;
        var rows = await log.ListAsync(new RequestQuery(filter, 1000), CancellationToken.None);
        rows.Next.ShouldBeNull();
        rows.Items.Count.ShouldBe((int)total.Requests);
        rows.Items.Sum(row => row.Usage.Input).ShouldBe(total.InputTokens);
        return (total.Requests, total.InputTokens);
    }
}
