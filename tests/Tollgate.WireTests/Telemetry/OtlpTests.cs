using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Telemetry;

/// <summary>From a request over the journal to the collector, which is told the same span that the provider was.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task A_sampled_request_reaches_the_collector_with_the_span_that_the_provider_saw()
    {
        await using var collector = ScriptedUpstream.Start(s => s.Json(""));
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync("auto", yaml => yaml
            .SetRaw("telemetry", "otlp", $"{{ endpoint: \"http://127.0.0.1:{collector.Port}\", sample: 1, metrics: false }}")
            .Provider("up", upstream.BaseUrl));

        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);

        var told = upstream.LastRequest["traceparent"].ShouldNotBeNull();
        var export = await Eventually.ValueAsync(() => collector.Requests.FirstOrDefault(request => request.Body.Length > 0));
        export.Path.ShouldBe("/v1/traces");
        export["content-type"].ShouldBe("application/x-protobuf");
        var body = Convert.ToHexStringLower(export.Body);
        body.ShouldContain(told.Substring(3, 32));
        body.ShouldContain(told.Substring(36, 16));
        var counted = await Eventually.BecomesTrueAsync(
            async () => (await gateway.MetricsAsync()).Sum("tollgate_otlp_spans_total") == 2, TimeSpan.FromSeconds(10));
        counted.ShouldBeTrue();
    }
}
