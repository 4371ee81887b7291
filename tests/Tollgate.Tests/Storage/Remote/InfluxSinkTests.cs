using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Configuration;
using Tollgate.Faults;
using Tollgate.Recording.Journal;
using Tollgate.Storage;
using Tollgate.Storage.Influx;
using Tollgate.TestSupport;
using Tollgate.Tests.Storage.RequestLog;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

[Collection("influx")]
public sealed class InfluxSinkTests(InfluxServer server) : RemoteStoreFaultContract
{
    private static int _count;

    private string _database = "";

    private protected override ServerProcess Server => server;

    private protected override string RightPassword => InfluxServer.Password;

    [Fact]
    public async Task A_batch_given_twice_counts_once()
    {
        var batch = new RecordBatch(SampleEntries.Many(400, DateTimeOffset.UtcNow.AddHours(-2), TimeSpan.FromHours(1), seed: 1), []);
        await Store.WriteAsync(batch, CancellationToken.None);
        await Store.WriteAsync(batch, CancellationToken.None);
        await HoldsAsync(batch);
    }

    [Fact]
    public async Task Requests_of_one_moment_are_all_there()
    {
        var moment = DateTimeOffset.UtcNow.AddHours(-2);
        var batch = new RecordBatch([.. Enumerable.Range(0, 2000).Select(i => SampleEntries.At(moment, (uint)i))], []);
        await Store.WriteAsync(batch, CancellationToken.None);
        await HoldsAsync(batch);
    }

    [Fact]
    public async Task An_amended_request_replaces_the_first_also_where_its_tags_change()
    {
        var first = SampleEntries.At(DateTimeOffset.UtcNow.AddHours(-1)) with { Node = "it's \\ \"one\"" };
        var neighbour = SampleEntries.At(DateTimeOffset.UtcNow.AddHours(-1), 5);
        await Store.WriteAsync(new RecordBatch([first, neighbour], []), CancellationToken.None);
        var amended = first with { Revision = 1, Status = 499, ErrorClass = ErrorClass.ClientCancel };
        await Store.WriteAsync(new RecordBatch([amended], []), CancellationToken.None);
        await Store.WriteAsync(new RecordBatch([amended], []), CancellationToken.None);
        (await CountAsync()).Requests.ShouldBe(2);
        (await AskAsync("SELECT sum(requests), sum(errors) FROM llm_requests WHERE status = '499'")).ShouldBe([1, 1]);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("a,b=c d")]
    [InlineData("ends in a backslash\\")]
    [InlineData("back\\slash \\, \\= \\\\")]
    [InlineData("\"quoted\" 'twice'")]
    [InlineData("line\nbreak\ttab\r")]
    [InlineData("ünïcode 键 \ud83d\ude80")]
    [InlineData("# comment")]
    [InlineData("model=x,evil=1 requests=99i 1\nllm_requests requests=99i")]
    public async Task Nothing_in_a_text_has_a_meaning_of_its_own(string hostile)
    {
        var entry = SampleEntries.At(DateTimeOffset.UtcNow.AddHours(-1)) with { Model = hostile, App = hostile, Key = hostile, Node = hostile };
        await Store.WriteAsync(new RecordBatch([entry], []), CancellationToken.None);
        await HoldsAsync(new RecordBatch([entry], []));
        var row = await RowAsync("SELECT app, model FROM llm_requests");
        row.ShouldBe([InfluxText.Plain(hostile), hostile.EndsWith('\\') ? InfluxText.Plain(hostile)[..^1] + "/" : InfluxText.Plain(hostile)]);
    }

    private protected override async Task PrepareAsync()
    {
        await Task.CompletedTask;
        _database = $"t{Interlocked.Increment(ref _count)}";
    }

    private protected override IRemoteStore Open(int port, string password)
    {
        StoreUrl.TryParse(new Secret($"influx://{InfluxServer.User}:{password}@127.0.0.1:{port}/{_database}"), out var url, out _).ShouldBeTrue();
        return new InfluxSink(url!, TestOutbound.Http, TimeProvider.System);
    }

    private protected override async Task<(long Requests, long TokensIn)> CountAsync()
    {
        var sums = await AskAsync("SELECT sum(requests), sum(tokens_in) FROM llm_requests");
        return (sums[0], sums[1]);
    }

    private async Task<long[]> AskAsync(string statement) =>
        [.. (await RowAsync(statement)).Select(text => long.Parse(text, CultureInfo.InvariantCulture))];

    private async Task<string[]> RowAsync(string statement)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{InfluxServer.User}:{InfluxServer.Password}")));
        var answer = await http.GetStringAsync(new Uri($"http://127.0.0.1:{server.Port}/query?db={_database}&q={Uri.EscapeDataString(statement)}"));
        using var json = JsonDocument.Parse(answer);
        var rows = json.RootElement.GetProperty("results")[0].GetProperty("series")[0].GetProperty("values");
        rows.GetArrayLength().ShouldBe(1);
        return [.. rows[0].EnumerateArray().Skip(1).Select(value => value.ToString())];
    }
}
