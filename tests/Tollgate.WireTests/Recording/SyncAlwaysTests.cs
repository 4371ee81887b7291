using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Recording;

/// <summary>With <c>sync: always</c> each kind of answer waits for the disk, and comes.</summary>
public sealed class SyncAlwaysTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Every_kind_of_answer_comes_once_its_record_is_on_the_disk(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Decide(request => request.BodyText.Contains("\"stream\":true", StringComparison.Ordinal)
            ? new UpstreamScript().Event(Chat.Delta("first")).Event(Chat.Delta("last")).Done()
            : new UpstreamScript().Json(Chat.Answer)));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("models", (string[])["m"]))
            .Set("storage", "journal", new { sync = "always" }));

        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
        (await gateway.ChatAsync(Chat.Request(stream: true))).BodyText.ShouldContain("[DONE]");
        (await gateway.ChatAsync(Chat.Request("nobodys"))).Status.ShouldBe(404);
        (await gateway.ExchangeAsync("GET", "/v1/models", null)).Status.ShouldBe(200);
        var metrics = await gateway.MetricsAsync();
        metrics.Sum("tollgate_journal_records_total").ShouldBe(4);
        metrics.Sum("tollgate_journal_sync_failures_total").ShouldBe(0);
    }
}
