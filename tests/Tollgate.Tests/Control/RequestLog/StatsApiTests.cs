using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Tollgate.Control.RequestLog;
using Xunit;

namespace Tollgate.Tests.Control.RequestLog;

public sealed class StatsApiTests
{
    [Fact]
    public async Task Totals_come_by_the_names_that_were_asked_for()
    {
        var log = new ListedRequests(Entries.Many(4));
        await using var control = await RequestsApiTests.StartAsync(log);
        var body = await control.Http.GetFromJsonAsync<JsonElement>("api/stats?metric=cost&group_by=server,key&interval=hour&from=-2h");
        body.GetProperty("interval").GetString().ShouldBe("hour");
        body.GetProperty("metric").GetString().ShouldBe("cost");
        body.GetProperty("group_by").EnumerateArray().Select(each => each.GetString()).ShouldBe(["server", "key"]);
        var row = body.GetProperty("rows")[0];
        row.GetProperty("group").GetProperty("server").GetString().ShouldBe("openai");
        row.GetProperty("value").GetInt64().ShouldBe(3000);
        row.GetProperty("totals").GetProperty("latency_us").GetInt64().ShouldBe(2000);
        body.GetProperty("total").GetProperty("tokens").GetInt64().ShouldBe(60);
        body.GetProperty("total").GetProperty("cost_usd").GetString().ShouldBe("0.000006");
        var query = log.Asked.ShouldHaveSingleItem().ShouldBeOfType<StatsQuery>();
        query.GroupBy.ShouldBe([StatsDimension.Provider, StatsDimension.Key]);
        query.Interval.ShouldBe(StatsInterval.Hour);
    }

    [Fact]
    public async Task As_csv_they_have_a_column_for_each_dimension_and_metric()
    {
        await using var control = await RequestsApiTests.StartAsync(new ListedRequests(Entries.Many(4)));
        var text = await control.Http.GetStringAsync("api/stats.csv?group_by=key&from=-2h");
        var lines = text.Split("\r\n");
        lines[0].ShouldBe("time,key,requests,errors,unpriced,tokens,input_tokens,cached_tokens,cache_write_tokens,output_tokens,reasoning_tokens,cost_nanousd,cost_usd,latency_us,ttft_us");
        lines[1].ShouldBe("2026-11-21T10:00:00Z,odd,2,0,0,30,20,0,0,10,0,3000,0.000003,2000,");
        (await control.Http.GetStringAsync("api/stats.csv?metric=tokens&from=-2h")).ShouldBe("time,tokens\r\n2026-11-21T10:00:00Z,60\r\n");
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "0.000000001")]
    [InlineData(1_500_000_000, "1.5")]
    [InlineData(-2_000_000_000, "-2")]
    [InlineData(-1, "-0.000000001")]
    [InlineData(long.MaxValue, "9223372036.854775807")]
    [InlineData(long.MinValue, "-9223372036.854775808")]
    public void Dollars_are_exact(long nanoUsd, string text) => UsdText.Of(nanoUsd).ShouldBe(text);
}
