using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Routing;

/// <summary>Copies of requests go elsewhere, and the client sees nothing of it.</summary>
public sealed class ShadowTests
{
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

    private static Task<Fleet> StartAsync(string engine, Action<UpstreamScript> shadow, int maxInFlight) =>
        Fleet.StartAsync(engine, Model(maxInFlight), Prices, Good, shadow);

    private static string Model(int maxInFlight) =>
        $"targets: [{{ provider: t0 }}], shadow: {{ provider: t1, model: other, percent: 100, max_in_flight: {maxInFlight} }}";

    private static void Prices(GatewayYaml yaml) => yaml.Add("prices", "{ model: other, input: 1, output: 1 }");

    private static async Task<double?> CountAsync(Fleet fleet, string outcome) =>
        (await fleet.Gateway.MetricsAsync()).Sum("tollgate_shadow_requests_total", ("model", "m"), ("outcome", outcome));
}
