using System.Data.Common;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Tollgate.Control.Http;
using Tollgate.Control.RequestLog;
using Tollgate.Recording;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Control.RequestLog;

public sealed class RequestsApiTests
{
    private static readonly ManualTimeProvider Time = new(Entries.Now);

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        await using var control = await StartAsync(new ListedRequests(Entries.Many(25)));
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await control.Http.GetFromJsonAsync<JsonElement>("api/requests?limit=10" + (cursor is null ? "" : "&cursor=" + cursor));
            ids.AddRange(page.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        ids.ShouldBe(Entries.Many(25).Select(entry => entry.Id.ToString()));
    }

    [Fact]
    public async Task A_request_is_shown_with_its_cost_in_both_units_and_without_what_it_does_not_have()
    {
        await using var control = await StartAsync(new ListedRequests(Entries.Number(1)));
        var page = await control.Http.GetFromJsonAsync<JsonElement>("api/requests");
        var item = page.GetProperty("data")[0];
        item.GetProperty("cost_nanousd").GetInt64().ShouldBe(1500);
        item.GetProperty("cost_usd").GetString().ShouldBe("0.0000015");
        item.GetProperty("price").GetString().ShouldBe("priced");
        item.GetProperty("route").GetString().ShouldBe("chat");
        item.GetProperty("time").GetString().ShouldBe("2026-11-21T11:59:59+00:00");
        item.TryGetProperty("ttft_us", out _).ShouldBeFalse();
        item.TryGetProperty("team", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Filters_reach_the_store_as_they_were_meant()
    {
        var log = new ListedRequests(Entries.Many(3));
        await using var control = await StartAsync(log);
        using var answer = await control.Http.GetAsync(
            "api/requests?from=2026-11-20T00:00:00%2B02:00&to=-30m&key=a&app=b&model=c&provider=d&org=e&team=f&user=g&route=chat&status=404&status_class=4&error_class=client_error&id=req_&limit=7");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var query = log.Asked.ShouldHaveSingleItem().ShouldBeOfType<RequestQuery>();
        query.Limit.ShouldBe(7);
        query.Filter.ShouldBe(new RequestFilter
        {
            From = new DateTimeOffset(2026, 11, 19, 22, 0, 0, TimeSpan.Zero),
            To = Entries.Now.AddMinutes(-30),
            Key = "a",
            App = "b",
            Model = "c",
            Provider = "d",
            Org = "e",
            Team = "f",
            User = "g",
            Surface = "chat",
            Status = 404,
            StatusClass = 4,
            ErrorClass = Tollgate.Faults.ErrorClass.ClientError,
            IdPrefix = "req_",
        });
    }

    [Fact]
    public async Task One_request_is_found_by_either_id_with_what_was_said()
    {
        var entry = Entries.Number(1);
        var twin = Entries.Number(2) with { RequestId = entry.RequestId };
        var log = new ListedRequests(entry, twin) { Contents = { [entry.Id] = new CapturedContent(entry.Id, "{\"q\":1}", "", ["data: a", "data: b"], Truncated: true) } };
        await using var control = await StartAsync(log);
        foreach (var id in new[] { entry.Id.ToString(), entry.RequestId })
        {
            var found = await control.Http.GetFromJsonAsync<JsonElement>("api/requests/" + id);
            found.GetProperty("request").GetProperty("id").GetString().ShouldBe(entry.Id.ToString());
            found.GetProperty("content").GetProperty("chunks").GetArrayLength().ShouldBe(2);
            found.GetProperty("content").GetProperty("truncated").GetBoolean().ShouldBeTrue();
        }

        var byName = await control.Http.GetFromJsonAsync<JsonElement>("api/requests/" + entry.RequestId);
        byName.GetProperty("others")[0].GetString().ShouldBe(twin.Id.ToString());
        using var unknown = await control.Http.GetAsync("api/requests/" + new string('0', 32));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Facets_say_what_can_be_filtered_by()
    {
        await using var control = await StartAsync(new ListedRequests(Entries.Many(4)));
        var body = await control.Http.GetFromJsonAsync<JsonElement>("api/requests/facets?key=even");
        var value = body.GetProperty("facets").GetProperty("model")[0];
        value.GetProperty("value").GetString().ShouldBe("gpt-4o-mini");
        value.GetProperty("count").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_store_that_fails_is_503_and_keeps_its_text_to_itself()
    {
        await using var control = await StartAsync(new ListedRequests { Fails = (0, new StoreFailure("password=canary")) });
        using var answer = await control.Http.GetAsync("api/requests");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("STORAGE_ERROR");
        text.ShouldNotContain("canary");
    }

    [Fact]
    public async Task Without_a_request_log_the_answer_says_so()
    {
        await using var control = await StartAsync(null);
        using var answer = await control.Http.GetAsync("api/requests");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("storage.log");
    }

    internal static Task<RunningControl> StartAsync(IRequestLog? log, WorkSlots? slots = null) => RunningControl.StartAsync(
        Time,
        group => RequestsArea.Map(group, log, Time),
        group => ExportArea.Map(group, log, Time, slots ?? new WorkSlots(ExportArea.MaxAtOnce)),
        group => StatsArea.Map(group, log, Time));

    private sealed class StoreFailure(string text) : DbException(text);
}
