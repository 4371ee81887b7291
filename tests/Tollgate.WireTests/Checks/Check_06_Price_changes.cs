using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_06_Price_changes
{
    private const string Usage = """{"id":"c","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11}}""";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_06_A_price_changed_while_a_stream_runs_is_not_that_streams_price(string engine)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hel")).WaitFor(changed.Task).Event(Chat.Delta("lo")).Event(Usage).Done());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => Priced(yaml, upstream, "1"));

        var running = gateway.ChatAsync(Chat.Request(stream: true));
        await Eventually.TrueAsync(() => upstream.Requests.Count == 1);
        gateway.WriteConfig(yaml => Priced(yaml, upstream, "5"));
        (await Eventually.BecomesTrueAsync(
            async () => (await gateway.MetricsAsync()).Sum("tollgate_config_generation") >= 2, TimeSpan.FromSeconds(10))).ShouldBeTrue();
        changed.SetResult();

        (await gateway.RecordOfAsync(await running)).Number("cost_nanousd").ShouldBe(11_000);
        var next = await gateway.ChatAsync(Chat.Request(stream: true));
        (await gateway.RecordOfAsync(next)).Number("cost_nanousd").ShouldBe(55_000);
    }

    private static GatewayYaml Priced(GatewayYaml yaml, ScriptedUpstream upstream, string usd) =>
        yaml.Provider("up", upstream.BaseUrl).Add("prices", $"{{ model: m, input: {usd}, output: {usd} }}");
}
