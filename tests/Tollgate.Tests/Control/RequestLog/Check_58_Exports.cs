using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Control.Http;
using Tollgate.Control.RequestLog;
using Xunit;

namespace Tollgate.Tests.Control.RequestLog;

/// <summary>What a spreadsheet would run has an apostrophe in front, and comes back as it was.</summary>
public sealed class Check_58_Exports
{
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\0=1")]
    public async Task A_field_that_could_be_a_formula_has_an_apostrophe_in_front(string app)
    {
        await using var control = await RequestsApiTests.StartAsync(new ListedRequests(Entries.Number(1) with { App = app }));
        var field = Field(Rows(await control.Http.GetStringAsync("api/requests.csv")), "app");
        field.ShouldBe("'" + app);
        CsvText.Unguard(field).ShouldBe(app);
    }

    [Fact]
    public void Every_text_makes_the_round_trip()
    {
        var text = Gen.Select(Gen.ListOf(Gen.Elements('=', '+', '-', '@', '\t', '\r', '\n', '\0', '\'', '"', ',', ';', ' ', 'a', 'é', '表')), string.Concat);
        Prop.ForAll(Gen.Two(text).ToArbitrary(), pair =>
        {
            var line = new StringBuilder();
            CsvText.AppendLine(line, pair.Item1, pair.Item2);
            var row = Rows(line.ToString()).ShouldHaveSingleItem();
            row.Select(CsvText.Unguard).ShouldBe([pair.Item1, pair.Item2]);
            row.ShouldAllBe(field => field.Length == 0 || !"=+-@\t\r\0".Contains(field[0]));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task An_export_reads_the_store_page_by_page_to_its_limit()
    {
        var log = new ListedRequests(Entries.Many(2500));
        await using var control = await RequestsApiTests.StartAsync(log);
        using var answer = await control.Http.GetAsync("api/requests.csv?limit=2200&from=-2h");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("requests.csv");
        var rows = Rows(await answer.Content.ReadAsStringAsync());
        rows.Count.ShouldBe(2201);
        rows.Skip(1).Select(row => row[0]).ShouldBe(Entries.Many(2200).Select(entry => entry.Id.ToString()));
        log.Asked.Cast<RequestQuery>().Select(query => query.Limit).ShouldBe([1000, 1000, 200]);
    }

    [Fact]
    public async Task As_json_it_tells_how_to_go_on()
    {
        await using var control = await RequestsApiTests.StartAsync(new ListedRequests(Entries.Many(5)));
        var all = await control.Http.GetFromJsonAsync<JsonElement>("api/requests/export?format=json");
        all.GetProperty("data").GetArrayLength().ShouldBe(5);
        all.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        var some = await control.Http.GetFromJsonAsync<JsonElement>("api/requests/export?limit=3");
        some.GetProperty("next").GetString().ShouldBe(Entries.Number(3).Id.ToString());
        var none = await control.Http.GetFromJsonAsync<JsonElement>("api/requests/export?key=nobody");
        none.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_store_that_fails_at_once_is_answered_and_one_that_fails_later_cuts_the_file()
    {
        var log = new ListedRequests(Entries.Many(2500)) { Fails = (0, new TimeoutException()) };
        await using var control = await RequestsApiTests.StartAsync(log);
        using var refused = await control.Http.GetAsync("api/requests.csv?from=-2h");
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        log.Asked.Clear();
        log.Fails = (1, new TimeoutException());
        await Should.ThrowAsync<HttpRequestException>(() => control.Http.GetStringAsync("api/requests.csv?from=-2h"));
    }

    [Fact]
    public async Task Only_so_many_run_at_once()
    {
        var slots = new WorkSlots(1);
        await using var control = await RequestsApiTests.StartAsync(new ListedRequests(Entries.Many(5)), slots);
        slots.TryEnter().ShouldBeTrue();
        using var refused = await control.Http.GetAsync("api/requests.csv");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        slots.Refused.ShouldBe(1);
        slots.Leave();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await control.Http.GetAsync("api/requests.csv");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static string Field(List<List<string>> rows, string column) => rows[1][rows[0].IndexOf(column)];

    /// <summary>Reads CSV as RFC 4180 has it.</summary>
    private static List<List<string>> Rows(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is ',' or '\r')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\r')
                {
                    text[++i].ShouldBe('\n');
                    rows.Add(row);
                    row = [];
                }
            }
            else
            {
                field.Append(c);
            }
        }

        return rows;
    }
}
