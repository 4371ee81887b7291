using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_03_Unknown_cost
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_03_What_no_provider_counted_is_counted_here_and_marked_and_neither_nothing_nor_negative(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json("""{"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there"}}]}"""),
            s => s.Json("""{"id":"c","object":"chat.completion","choices":[]}"""),
            s => s.Json("""{"id":"c","choices":[{"index":0,"message":{"content":"Hello"}}],"usage":{"prompt_tokens":"nine","completion_tokens":null}}"""),
            s => s.Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).Done(),
            s => s.Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).ThenReset());
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("prices", "{ model: m, input: 0.01, output: 0.01 }"));
        for (var way = 0; way < 5; way++)
        {
            var answer = await gateway.ChatAsync(Chat.Request(stream: way >= 3));

            var record = await gateway.RecordOfAsync(answer);
            record.Flag("estimated").ShouldBe(true, record.ToString());
            record.Number("cost_nanousd").ShouldNotBeNull(record.ToString()).ShouldBeGreaterThan(0);
            if (way < 3)
            {
                answer["x-tollgate-cost-nanousd"].ShouldBe($"{record.Number("cost_nanousd")}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_03_Sound_without_usage_costs_its_prompt_at_least(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Answer(200, "audio/mpeg", [1, 2, 3, 4]));
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("prices", "{ model: m, input: 2.5, output: 12 }"));

        var answer = await gateway.ExchangeAsync("POST", "/v1/audio/speech", """{"model":"m","input":"Hello there","voice":"alloy"}""", "content-type: application/json");

        answer.Body.Length.ShouldBe(4);
        var record = await gateway.RecordOfAsync(answer);
        record.Flag("estimated").ShouldBe(true);
        record.Number("cost_nanousd").ShouldNotBeNull().ShouldBeGreaterThan(0);
    }
}
