using System.Globalization;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Metering;

/// <summary>What a request costs is in its answer's head, its record and the metrics, to the nano-dollar.</summary>
public sealed class CostTests
{
    private const string Price = "{ model: m, input: 2.50, output: 10, cached: 1.25 }";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_whole_answer_says_its_cost_and_record_and_metrics_agree(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(200, Chat.Answer, "x-tollgate-cost-nanousd: 1"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("prices", Price));

        var answer = await gateway.ChatAsync(Chat.Request());
        var large = await gateway.ChatAsync(Chat.Request(content: new string('x', 100_000)));

        answer["x-tollgate-cost-nanousd"].ShouldBe("52500"); // 9 × 2,500 + 3 × 10,000
        large["x-tollgate-cost-nanousd"].ShouldBe("52500");
        var record = await gateway.RecordOfAsync(answer);
        record.Number("cost_nanousd").ShouldBe(52_500);
        record.Flag("unpriced").ShouldBeNull();
        await gateway.RecordOfAsync(large);
        var metrics = await gateway.MetricsAsync();
        metrics.Sum("llm_cost_nanousd_total", ("model", "m"), ("provider", "up")).ShouldBe(105_000);
        metrics.Sum("llm_cost_usd_total", ("model", "m"), ("provider", "up")).ShouldBe(0.000105);
        metrics.Sum("llm_unpriced_requests_total").ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_streams_cost_is_in_its_record(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s
            .Event(Chat.Delta("Hi"))
            .Event("""{"id":"c","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":3,"total_tokens":1003,"prompt_tokens_details":{"cached_tokens":900}}}""")
            .Done());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("prices", Price));

        var answer = await gateway.ChatAsync(Chat.Request(stream: true));

        answer["x-tollgate-cost-nanousd"].ShouldBeNull();
        (await gateway.RecordOfAsync(answer)).Number("cost_nanousd").ShouldBe(100 * 2500 + 900 * 1250 + 3 * 10_000);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_model_without_a_price_is_seen_in_record_metric_and_once_in_the_log(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        for (var i = 0; i < 3; i++)
        {
            var answer = await gateway.ChatAsync(Chat.Request("home-made"));
            answer["x-tollgate-cost-nanousd"].ShouldBeNull();
            var record = await gateway.RecordOfAsync(answer);
            record.Flag("unpriced").ShouldBe(true);
            record.Number("cost_nanousd").ShouldBeNull();
        }

        (await gateway.MetricsAsync()).Sum("llm_unpriced_requests_total", ("model", "home-made"), ("provider", "up")).ShouldBe(3);
        await Eventually.TrueAsync(() => gateway.Log.Contains("has no price", StringComparison.Ordinal));
        await gateway.StopAsync();
        gateway.Log.Split("has no price").Length.ShouldBe(2);
        gateway.Log.ShouldContain("\"model\":\"home-made\"");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Free_on_purpose_is_not_unpriced(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("prices", "{ model: m, input: 0, output: 0 }"));

        var answer = await gateway.ChatAsync(Chat.Request());

        answer["x-tollgate-cost-nanousd"].ShouldBe("0");
        var record = await gateway.RecordOfAsync(answer);
        (record.Number("cost_nanousd"), record.Flag("unpriced")).ShouldBe((0, null));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Failures_and_calls_that_generate_nothing_cost_nothing(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json(500, """{"error":{"message":"no"}}"""),
            s => s.Json("""{"id":"ftjob-1","object":"fine_tuning.job"}"""));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("prices", Price));

        var failed = await gateway.ChatAsync(Chat.Request());
        var job = await gateway.ExchangeAsync("POST", "/v1/fine_tuning/jobs", """{"model":"m","training_file":"file-1"}""", "content-type: application/json");

        (failed.Status, job.Status).ShouldBe((500, 200));
        foreach (var answer in new[] { failed, job })
        {
            answer["x-tollgate-cost-nanousd"].ShouldBeNull();
            var record = await gateway.RecordOfAsync(answer);
            (record.Number("cost_nanousd"), record.Flag("unpriced")).ShouldBe((null, null), string.Create(CultureInfo.InvariantCulture, $"{answer.Status}"));
        }
    }
}
