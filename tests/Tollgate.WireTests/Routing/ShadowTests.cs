using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Routing;

/// <summary>Copies of requests go elsewhere, and the client sees nothing of it.</summary>
public sealed class ShadowTests
{
    private const string Message =
        """{"id":"msg_1","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":8,"output_tokens":5}}""";

    private static readonly Action<UpstreamScript> Good = s => s.Json(Chat.Answer);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_copy_has_the_shadows_model_and_credential_and_counts_apart(string engine)
    {
        await using var fleet = await StartAsync(engine, Good, maxInFlight: 10);
        var answer = await fleet.Gateway.ChatAsync(Chat.Request());
        answer.BodyText.ShouldBe(Chat.Answer);
        answer["x-tollgate-provider"].ShouldBe("t0");
        answer["x-tollgate-attempts"].ShouldBe("1");
        var copy = await fleet.Upstreams[1].ReceivedAsync();
        copy.BodyText.ShouldBe(Chat.Request("other"));
        await Eventually.TrueAsync(async () => await CountAsync(fleet, "answered") == 1);
        var page = await fleet.Gateway.MetricsAsync();
        page.Sum("tollgate_shadow_tokens_total", ("model", "m"), ("direction", "input")).ShouldBe(9);
        page.Sum("tollgate_shadow_cost_nanousd_total", ("model", "m")).ShouldBe(12_000);
        page.Sum("llm_upstream_attempts_total", ("provider", "t1")).ShouldBeNull();
        (await fleet.Gateway.RecordOfAsync(answer)).Number("cost_nanousd").ShouldNotBe(12_000);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_stream_is_copied_too_and_its_usage_is_read(string engine)
    {
        Action<UpstreamScript> streams = s => s.Event(Chat.Delta("Hello")).Event("""{"id":"1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}""").Done();
        await using var fleet = await Fleet.StartAsync(engine, Model(10), Prices, streams, streams);
        (await fleet.Gateway.ChatAsync(Chat.Request(stream: true))).BodyText.ShouldContain("[DONE]");
        await Eventually.TrueAsync(async () => (await fleet.Gateway.MetricsAsync()).Sum("tollgate_shadow_tokens_total", ("direction", "output")) == 2);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_shadow_that_hangs_is_bounded_and_what_is_beyond_is_dropped_and_counted(string engine)
    {
        await using var fleet = await StartAsync(engine, s => s.ThenHang(), maxInFlight: 2);
        (await fleet.AskAsync(6)).ShouldAllBe(name => name == "t0");
        await Eventually.TrueAsync(async () => await CountAsync(fleet, "dropped") == 4);
        (await fleet.Gateway.MetricsAsync()).Sum("tollgate_shadow_in_flight", ("model", "m")).ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_shadow_that_errs_or_resets_is_no_clients_trouble(string engine)
    {
        foreach (var script in (Action<UpstreamScript>[])[s => s.Json(500, "{}"), s => s.ThenReset(), s => s.Say("nonsense\r\n\r\n").ThenClose()])
        {
            await using var fleet = await StartAsync(engine, script, maxInFlight: 10);
            (await fleet.AskAsync(3)).ShouldAllBe(name => name == "t0");
            await Eventually.TrueAsync(async () => await CountAsync(fleet, "failed") == 3);
            var page = await fleet.Gateway.MetricsAsync();
            page.Sum("tollgate_shadow_in_flight", ("model", "m")).ShouldBe(0);
            page.Sum("tollgate_shadow_memory_bytes").ShouldBe(0);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_shadow_of_another_format_gets_a_translated_copy(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => s.Json(Message));
        await using var fleet = await StartTranslatedAsync(engine, claude, Good);

        (await fleet.Gateway.ChatAsync(Chat.Request())).BodyText.ShouldBe(Chat.Answer);

        var copy = await claude.ReceivedAsync();
        copy.Target.ShouldBe("/v1/messages");
        copy["x-api-key"].ShouldBe(Secrets.ProviderKey);
        copy.BodyText.ShouldContain("\"model\":\"other\"");
        copy.BodyText.ShouldContain("max_tokens");
        await Eventually.TrueAsync(async () => await CountAsync(fleet, "answered") == 1);
        var page = await fleet.Gateway.MetricsAsync();
        page.Sum("tollgate_shadow_tokens_total", ("model", "m"), ("direction", "input")).ShouldBe(8);
        page.Sum("tollgate_shadow_tokens_total", ("model", "m"), ("direction", "output")).ShouldBe(5);
        page.Sum("tollgate_shadow_cost_nanousd_total", ("model", "m")).ShouldBe(13_000);
        page.Sum("tollgate_shadow_memory_bytes").ShouldBe(0);
        page.Sum("tollgate_body_memory_bytes").ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_translated_copy_may_stream_and_its_own_error_is_a_failure(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => s
            .Event("""{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"c","content":[],"usage":{"input_tokens":8,"output_tokens":1}}}""")
            .Event("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""")
            .Event("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}""")
            .Event("""{"type":"content_block_stop","index":0}""")
            .Event("""{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}""")
            .Event("""{"type":"message_stop"}""")
            .EndChunks());
        await using var broken = ScriptedUpstream.Start(s => s
            .Event("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""").EndChunks());
        Action<UpstreamScript> streams = s => s.Event(Chat.Delta("Hello")).Done();
        await using var fleet = await StartTranslatedAsync(engine, claude, streams);
        (await fleet.Gateway.ChatAsync(Chat.Request(stream: true))).BodyText.ShouldContain("[DONE]");
        await Eventually.TrueAsync(async () => await CountAsync(fleet, "answered") == 1);
        (await fleet.Gateway.MetricsAsync()).Sum("tollgate_shadow_tokens_total", ("direction", "output")).ShouldBe(5);

        await using var other = await StartTranslatedAsync(engine, broken, streams);
        (await other.Gateway.ChatAsync(Chat.Request(stream: true))).BodyText.ShouldContain("[DONE]");
        await Eventually.TrueAsync(async () => await CountAsync(other, "failed") == 1);
        (await other.Gateway.MetricsAsync()).Sum("tollgate_shadow_memory_bytes").ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_the_shadows_format_cannot_say_is_not_copied_and_counts_as_dropped(string engine)
    {
        await using var claude = ScriptedUpstream.Start(s => s.Json(Message));
        await using var fleet = await StartTranslatedAsync(engine, claude, Good);

        var answer = await fleet.Gateway.ChatAsync(
            """{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}""");

        answer.BodyText.ShouldBe(Chat.Answer);
        await Eventually.TrueAsync(async () => await CountAsync(fleet, "dropped") == 1);
        (await fleet.Gateway.MetricsAsync()).Sum("tollgate_shadow_in_flight", ("model", "m")).ShouldBe(0);
        claude.Requests.Count.ShouldBe(0);
    }

    private static Task<Fleet> StartTranslatedAsync(string engine, ScriptedUpstream claude, Action<UpstreamScript> target) => Fleet.StartAsync(
        engine,
        "targets: [{ provider: t0 }], shadow: { provider: claude, model: other, percent: 100, max_in_flight: 10 }",
        yaml =>
        {
            Prices(yaml);
            yaml.Provider("claude", claude.Origin, ("kind", "anthropic"), ("models", Array.Empty<string>()));
        },
        target);

    private static Task<Fleet> StartAsync(string engine, Action<UpstreamScript> shadow, int maxInFlight) =>
        Fleet.StartAsync(engine, Model(maxInFlight), Prices, Good, shadow);

    private static string Model(int maxInFlight) =>
        $"targets: [{{ provider: t0 }}], shadow: {{ provider: t1, model: other, percent: 100, max_in_flight: {maxInFlight} }}";

    private static void Prices(GatewayYaml yaml) => yaml.Add("prices", "{ model: other, input: 1, output: 1 }");

    private static async Task<double?> CountAsync(Fleet fleet, string outcome) =>
        (await fleet.Gateway.MetricsAsync()).Sum("tollgate_shadow_requests_total", ("model", "m"), ("outcome", outcome));
}
