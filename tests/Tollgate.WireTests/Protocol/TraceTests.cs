using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Protocol;

/// <summary>W3C trace context in and out.</summary>
public sealed class TraceTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Sampled = $"traceparent: 00-{Trace}-b7ad6b7169203331-01";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Without_export_the_context_passes_as_it_came(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);

        var answer = await gateway.ChatAsync(Chat.Request(), Sampled, "tracestate: vendor=1");
        upstream.LastRequest["traceparent"].ShouldBe(Sampled[13..]);
        upstream.LastRequest["tracestate"].ShouldBe("vendor=1");
        (await gateway.RecordOfAsync(answer)).Text("trace_id").ShouldBe(Trace);

        await gateway.ChatAsync(Chat.Request());
        upstream.LastRequest.Headers.Has("traceparent").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task With_export_the_provider_sees_our_span_as_its_parent(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Exporting(yaml, sample: "0").Provider("up", upstream.BaseUrl));

        await gateway.ChatAsync(Chat.Request(), Sampled, "tracestate: vendor=1");
        var sent = upstream.LastRequest.Headers.All("traceparent").ShouldHaveSingleItem();
        sent.Length.ShouldBe(55);
        sent.ShouldStartWith($"00-{Trace}-");
        sent.ShouldNotContain("b7ad6b7169203331");
        sent.ShouldEndWith("-01");
        upstream.LastRequest["tracestate"].ShouldBe("vendor=1");

        // What the caller does not record is not recorded here either, and goes on as it came.
        await gateway.ChatAsync(Chat.Request(), Sampled[..^2] + "00");
        upstream.LastRequest["traceparent"].ShouldBe(Sampled[13..^2] + "00");
        await gateway.ChatAsync(Chat.Request());
        upstream.LastRequest.Headers.Has("traceparent").ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_context_that_is_wrong_is_replaced_together_with_its_state(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Exporting(yaml, sample: "1").Provider("up", upstream.BaseUrl));

        var answer = await gateway.ChatAsync(Chat.Request(), $"traceparent: 00-{Trace}-0000000000000000-01", "tracestate: vendor=1");
        var sent = upstream.LastRequest.Headers.All("traceparent").ShouldHaveSingleItem();
        sent.ShouldNotContain(Trace);
        upstream.LastRequest.Headers.Has("tracestate").ShouldBeFalse();
        (await gateway.RecordOfAsync(answer)).Text("trace_id").ShouldBe(sent.Substring(3, 32));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_traced_request_is_an_exemplar_for_who_asks_for_OpenMetrics(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await gateway.RecordOfAsync(await gateway.ChatAsync(Chat.Request(), Sampled)); // the client has its answer before it is counted

        var open = await gateway.ExchangeAsync("GET", "/metrics", null, "accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        open["content-type"].ShouldBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
        open.BodyText.ShouldContain($"# {{trace_id=\"{Trace}\"}} ");
        open.BodyText.ShouldEndWith("# EOF\n");

        var plain = await gateway.ExchangeAsync("GET", "/metrics", null);
        plain["content-type"].ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        plain.BodyText.ShouldNotContain(Trace);
    }

    private static GatewayYaml Exporting(GatewayYaml yaml, string sample) =>
        yaml.SetRaw("telemetry", "otlp", $"{{ endpoint: \"http://127.0.0.1:{FreePort.Take()}\", sample: {sample} }}");
}
