using Shouldly;
using Tollgate.WireTests.Harness;
using Xunit;
using static Tollgate.WireTests.Realtime.RealtimeRig;

namespace Tollgate.WireTests.Realtime;

/// <summary>What the client says in OpenAI's sessions is written down by a model of its own, which has its own price.</summary>
public sealed class TranscriptPriceTests
{
    private const string Seconds =
        """{"type":"conversation.item.input_audio_transcription.completed","transcript":"Hi","usage":{"type":"duration","seconds":4}}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_transcription_costs_what_the_model_that_made_it_costs(string engine)
    {
        byte[] said =
        [
            .. Frame(Transcribed), .. Frame(Named("session.created", "scribe")), .. Frame(Transcribed), .. Frame(Done),
            .. Frame(Older("session.updated", "stranger")), .. Frame(Transcribed), .. Frame(Done),
        ];
        await using var upstream = Saying(said);
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("models", (string[])["talk", "scribe"]))
            .Add("prices", Price).Add("prices", "{ model: scribe, input: 1, output: 2 }").Add("prices", "{ model: stranger, provider: up, input: 10, output: 20 }"));
        await using (var client = await gateway.ConnectAsync())
        {
            (await OpenAsync(client, gateway, "script-1")).Status.ShouldBe(101);
            (await client.ReadRawExactAsync(said.Length)).ShouldBe(said);
        }

        var (session, parts) = await RecordsAsync(gateway, "script-1", parts: 5);
        session.Text("model").ShouldBe("talk");
        parts.Select(part => part.Text("model")).ShouldBe(["talk", "scribe", "talk", "stranger", "talk"]);
        parts.Select(part => part.Number("cost_nanousd")).ShouldBe([76_000, 13_000, 752_000, 130_000, 752_000]);
        parts.ShouldAllBe(part => part.Provider == "up" && part.Flag("unpriced") != true);
        (await gateway.MetricsAsync()).Sum("llm_tokens_total", ("model", "scribe"), ("type", "input")).ShouldBe(7);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_transcription_that_is_billed_by_time_is_seen_and_costs_its_price_per_request(string engine)
    {
        byte[] said =
        [
            .. Frame(Seconds), .. Frame(Named("transcription_session.updated", "by-time")), .. Frame(Seconds), .. Frame(Named("session.updated", "unknown")), .. Frame(Seconds),
        ];
        await using var upstream = Saying(said);
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("models", (string[])["talk"])).Add("prices", Price).Add("prices", "{ model: by-time, per_request: 0.001 }"));
        await using (var client = await gateway.ConnectAsync())
        {
            (await OpenAsync(client, gateway, "script-2", "?intent=transcription")).Status.ShouldBe(101);
            await client.ReadRawExactAsync(said.Length);
        }

        var (_, parts) = await RecordsAsync(gateway, "script-2", parts: 3);
        parts.Select(part => part.Text("model")).ShouldBe([null, "by-time", "unknown"]);
        parts.Select(part => part.Number("cost_nanousd")).ShouldBe([null, 1_000_000, null]);
        parts.Select(part => part.Flag("unpriced")).ShouldBe([true, null, true]);
        parts.ShouldAllBe(part => part.Status == 200 && (part.Number("input_tokens") ?? 0) == 0);
    }

    private static string Named(string type, string model) =>
        $$$"""{"type":"{{{type}}}","session":{"audio":{"input":{"transcription":{"model":"{{{model}}}","language":"de"} } } } }""";

    private static string Older(string type, string model) => $$$"""{"type":"{{{type}}}","session":{"input_audio_transcription":{"model":"{{{model}}}"} } }""";
}
