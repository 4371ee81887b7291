using System.Net.Http.Json;
using System.Text.Json;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Tollgate.Tests.Control.RequestLog;

/// <summary>Bad questions end before the store hears of them, and the answer names the parameter.</summary>
public sealed class Check_32_Searches_that_would_burn_the_store
{
    [Theory]
    [InlineData("id=%25%25%25%25", "id")]
    [InlineData("id=ab", "id")]
    [InlineData("id=a_b*", "id")]
    [InlineData("from=-401d", "from")]
    [InlineData("from=2016-01-01&to=2026-01-01", "from")]
    [InlineData("from=-999999d", "from")]
    [InlineData("from=0001-01-01T00:00:00Z", "from")]
    [InlineData("from=9999-12-31T23:59:59Z", "from")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-13-01", "from")]
    [InlineData("to=2026-11-21T08:00:00", "to")]
    [InlineData("from=now&to=-1h", "from")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=1e3", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("cursor=page-1000000", "cursor")]
    [InlineData("status=99", "status")]
    [InlineData("status_class=6", "status_class")]
    [InlineData("error_class=none", "error_class")]
    [InlineData("key=a%00b", "key")]
    [InlineData("key=%0d%0a", "key")]
    [InlineData("offset=100000", "offset")]
    [InlineData("KEY=a", "KEY")]
    public async Task A_bad_question_about_requests_names_the_parameter(string query, string param) => await ShouldNameAsync("api/requests?" + query, param);

    [Theory]
    [InlineData("metric=money", "metric")]
    [InlineData("group_by=prompt", "group_by")]
    [InlineData("group_by=key,key", "group_by")]
    [InlineData("group_by=server,provider", "group_by")]
    [InlineData("group_by=key,org,team,user", "group_by")]
    [InlineData("group_by=,", "group_by")]
    [InlineData("interval=minute", "interval")]
    [InlineData("limit=100001", "limit")]
    [InlineData("id=req_1", "id")]
    [InlineData("from=-401d", "from")]
    public async Task A_bad_question_about_totals_names_the_parameter(string query, string param)
    {
        await ShouldNameAsync("api/stats?" + query, param);
        await ShouldNameAsync("api/stats.csv?" + query, param);
    }

    [Fact]
    public async Task A_filter_of_ten_thousand_characters_is_refused()
    {
        await ShouldNameAsync("api/requests?model=" + new string('a', 10_000), "model");
        await ShouldNameAsync("api/requests/facets?key=" + new string('%', 1) + "25" + string.Concat(Enumerable.Repeat("%25", 400)), "key");
    }

    [Fact]
    public async Task Wildcards_are_text_like_any_other()
    {
        var log = new ListedRequests(Entries.Many(5));
        await using var control = await RequestsApiTests.StartAsync(log);
        var page = await control.Http.GetFromJsonAsync<JsonElement>("api/requests?key=%25%25%25%25");
        page.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task No_query_at_all_gets_an_internal_error()
    {
        var log = new ListedRequests(Entries.Many(5));
        await using var control = await RequestsApiTests.StartAsync(log);
        var parts = Gen.Elements(
            "from", "to", "key", "limit", "cursor", "status", "id", "group_by", "metric", "interval", "format", "=", "&", "%", "%00", "%ff", "%ed%a0%80", "+", "-24h",
            "now", "2026-11-21", "T", "'", "\"", ";", "--", "*", "1", "9999999999", "é", "\ud83d\ude00", ",", "server");
        var queries = Gen.Sample(Gen.Select(Gen.ListOf(parts), string.Concat), 20, 300);
        foreach (var query in queries)
        {
            foreach (var path in new[] { "api/requests", "api/requests/facets", "api/stats", "api/stats.csv", "api/requests.csv" })
            {
                using var answer = await control.Http.GetAsync(new Uri($"{path}?{query.Replace("#", "%23", StringComparison.Ordinal)}", UriKind.Relative));
                ((int)answer.StatusCode).ShouldBeOneOf([200, 400], $"{path}?{query}");
            }
        }
    }

    private static async Task ShouldNameAsync(string uri, string param)
    {
        var log = new ListedRequests(Entries.Many(5));
        await using var control = await RequestsApiTests.StartAsync(log);
        using var answer = await control.Http.GetAsync(uri);
        ((int)answer.StatusCode).ShouldBe(400);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("VALIDATION_ERROR");
        problem.GetProperty("param").GetString().ShouldBe(param);
        log.Asked.ShouldBeEmpty();
    }
}
