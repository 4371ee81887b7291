using System.Diagnostics;
using Shouldly;
using Tollgate.Attempts;
using Tollgate.Configuration;
using Tollgate.Routing.Explain;
using Tollgate.TestSupport;
using Tollgate.Tests.Routing.Explain;
using Xunit;

namespace Tollgate.Tests.Telemetry.Otlp;

/// <summary>Names, kinds, ids and attributes as the GenAI and HTTP conventions have them, read by a receiver of our own.</summary>
public sealed class OtlpSpanTests
{
    [Fact]
    public async Task A_request_is_a_server_span_and_below_it_the_call_of_the_model()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint });
        await rig.WriteAsync(OtlpRig.Chat);
        await Eventually.TrueAsync(() => collector.Spans().Count == 2);

        var (resource, server) = collector.Spans()[0];
        var client = collector.Spans()[1].Span;
        resource.Attributes(1).ShouldBe(
            new Dictionary<string, string> { ["service.name"] = "tollgate", ["service.version"] = "1.2.3", ["service.instance.id"] = "node-1" }, ignoreOrder: true);
        server.Hex(1).ShouldBe("0af7651916cd43dd8448eb211c80319c");
        server.Hex(2).ShouldBe("1111111111111112");
        server.Hex(4).ShouldBe("b7ad6b7169203331");
        server.Text(5).ShouldBe("POST chat");
        server.Number(6, 0).ShouldBe(2UL);
        server.Number(7, 1).ShouldBe(1_800_000_000_123_000_000UL);
        server.Number(8, 1).ShouldBe(1_800_000_001_623_000_000UL);
        server.Number(16, 5).ShouldBe(1UL);
        server.Has(15).ShouldBeFalse();
        var about = server.Attributes(9);
        about["http.request.method"].ShouldBe("POST");
        about["http.response.status_code"].ShouldBe("200");
        about["url.path"].ShouldBe("/v1/chat/completions");
        about["client.address"].ShouldBe("192.0.2.7");

        client.Hex(1).ShouldBe(server.Hex(1));
        client.Hex(2).ShouldBe("1111111111111113"); // what went upstream as parent, see TraceContext
        client.Hex(4).ShouldBe(server.Hex(2));
        client.Text(5).ShouldBe("chat fast");
        client.Number(6, 0).ShouldBe(3UL);
        client.Number(7, 1).ShouldBe(1_800_000_000_124_000_000UL);
        client.Attributes(9).ShouldBe(
            new Dictionary<string, string>
            {
                ["gen_ai.operation.name"] = "chat",
                ["gen_ai.provider.name"] = "openai",
                ["gen_ai.request.model"] = "fast",
                ["gen_ai.request.stream"] = "true",
                ["gen_ai.response.model"] = "gpt-4o-mini",
                ["gen_ai.usage.input_tokens"] = "100",
                ["gen_ai.usage.output_tokens"] = "20",
                ["gen_ai.usage.cache_read.input_tokens"] = "60",
                ["server.address"] = "api.openai.com",
                ["server.port"] = "443",
                ["tollgate.provider"] = "openai",
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Several_attempts_have_a_span_each_below_the_call()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint });
        await rig.WriteAsync(OtlpRig.Chat with { Attempts = 2, Explain = TwoAttempts() });
        await Eventually.TrueAsync(() => collector.Spans().Count == 4);

        var (call, first, second) = (collector.Spans()[1].Span, collector.Spans()[2].Span, collector.Spans()[3].Span);
        (first.Hex(4), second.Hex(4)).ShouldBe((call.Hex(2), call.Hex(2)));
        new[] { call.Hex(2), first.Hex(2), second.Hex(2), collector.Spans()[0].Span.Hex(2) }.ShouldBeUnique();
        (first.Text(5), second.Text(5)).ShouldBe(("attempt 1 t0", "attempt 2 t1"));
        first.Attributes(9)["http.response.status_code"].ShouldBe("503");
        first.Attributes(9)["error.type"].ShouldBe("503");
        (first.Has(15), second.Has(15)).ShouldBe((true, false));
        second.Attributes(9)["tollgate.attempt.cause"].ShouldBe("next_target");
        second.Number(8, 1).ShouldBe(call.Number(8, 1), "the one that answered lasts as long as the answer");
    }

    [Fact]
    public async Task A_failure_has_its_class_and_the_status_error()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint });
        await rig.WriteAsync(OtlpRig.Failed);
        await Eventually.TrueAsync(() => collector.Spans().Count == 2);

        var server = collector.Spans()[0].Span;
        var client = collector.Spans()[1].Span;
        server.Has(4).ShouldBeFalse();
        server.One(15).Number(3, 0).ShouldBe(2UL);
        client.One(15).Number(3, 0).ShouldBe(2UL);
        client.Text(5).ShouldBe("embeddings invented-by-a-client");
        var about = client.Attributes(9);
        about["error.type"].ShouldBe("upstream_unreachable");
        about["gen_ai.provider.name"].ShouldBe("azure.ai.openai");
        about["server.address"].ShouldBe("my.openai.azure.com");
        about.ShouldNotContainKey("gen_ai.response.model");
        about.ShouldNotContainKey("gen_ai.usage.input_tokens");
    }

    [Fact]
    public async Task A_clients_mistake_is_no_failed_span_of_ours_and_calls_nobody()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint });
        await rig.WriteAsync(OtlpRig.Chat with { Status = 400, ErrorClass = Tollgate.Faults.ErrorClass.ClientError, UpstreamMicroseconds = -1, Provider = "", Attempts = 0 });
        await Eventually.TrueAsync(() => collector.Spans().Count == 1);

        var span = collector.Spans()[0].Span;
        span.Has(15).ShouldBeFalse();
        span.Attributes(9)["error.type"].ShouldBe("client_error");
    }

    [Fact]
    public async Task A_call_that_is_no_models_is_a_plain_http_span()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint });
        await rig.WriteAsync(OtlpRig.Chat with { Surface = "raw", Provider = "tts", Path = "/raw/tts/say", Model = "", Usage = default });
        await Eventually.TrueAsync(() => collector.Spans().Count == 2);

        var client = collector.Spans()[1].Span;
        client.Text(5).ShouldBe("POST");
        client.Attributes(9).Keys.ShouldNotContain(name => name.StartsWith("gen_ai.", StringComparison.Ordinal));
        client.Attributes(9)["server.port"].ShouldBe("9001");
    }

    [Fact]
    public async Task Only_sampled_requests_have_spans()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint, Metrics = false });
        await rig.WriteAsync(OtlpRig.Chat with { SpanId = 0 }, OtlpRig.Failed, OtlpRig.Failed with { Revision = 1 });
        await rig.Sink.DisposeAsync();

        collector.Spans().Select(span => span.Span.Hex(1)).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        collector.Spans().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Over_grpc_the_same_arrives_with_the_configured_headers()
    {
        await using var collector = await OtlpReceiver.StartAsync(grpc: true);
        var headers = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase) { ["x-api-key"] = new("secret-of-the-collector") };
        await using var rig = new OtlpRig(new OtlpConfig { Endpoint = collector.Endpoint, Protocol = OtlpProtocol.Grpc, Headers = headers });
        await rig.WriteAsync(OtlpRig.Chat);
        await Eventually.TrueAsync(() => collector.Spans().Count == 2 && rig.Metric("tollgate_otlp_spans_total") >= 2);

        var export = collector.Received.First();
        export.Path.ShouldBe("/opentelemetry.proto.collector.trace.v1.TraceService/Export");
        export.Headers["content-type"].ToString().ShouldBe("application/grpc");
        export.Headers["te"].ToString().ShouldBe("trailers");
        export.Headers["x-api-key"].ToString().ShouldBe("secret-of-the-collector");
        rig.Metric("tollgate_otlp_failures_total").ShouldBe(0);
    }

    private static PackedExplanation TwoAttempts()
    {
        var route = TestRoute.Of(2);
        var trace = new RouteTrace();
        var now = Stopwatch.GetTimestamp();
        trace.Begin(route, route.Candidates, now);
        trace.AttemptBegan(0, AttemptCause.First);
        trace.AttemptEnded(0, AttemptOutcome.Answered, 503, now);
        trace.AttemptDropped(0);
        trace.AttemptBegan(1, AttemptCause.NextTarget);
        trace.AttemptEnded(1, AttemptOutcome.Answered, 200, now);
        var packed = new byte[PackedExplanation.MaxBytes];
        return PackedExplanation.Of(packed.AsSpan(0, ExplainCodec.Write(trace, 200, packed)));
    }
}
