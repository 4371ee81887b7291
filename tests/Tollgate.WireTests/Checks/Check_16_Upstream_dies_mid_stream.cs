using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_16_Upstream_dies_mid_stream
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_16_Upstream_that_dies_mid_stream_gives_an_error_event_and_no_success_marker(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).ThenReset(),
            s => s.Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).ThenClose(),
            s => s.Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).Chunk("data: {\"half\":").ThenClose(),
            s => s.Event(Chat.Delta("Hel")).Event(Chat.Delta("lo")).Say("zz\r\n").ThenClose());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        for (var way = 0; way < 4; way++)
        {
            var answer = await gateway.ChatAsync(Chat.Request(stream: true));

            answer.Status.ShouldBe(200);
            answer.BodyText.ShouldStartWith($"data: {Chat.Delta("Hel")}\n\ndata: {Chat.Delta("lo")}\n\n");
            answer.BodyText.ShouldNotContain("half");
            answer.ShouldEndInErrorEvent("UPSTREAM_ERROR");
            var record = await gateway.RecordOfAsync(answer);
            record.ErrorCode.ShouldBe("UPSTREAM_ERROR");
            record.ErrorClass.ShouldNotBeNull().ShouldStartWith("upstream_");
            record.Flag("estimated").ShouldBe(true);
            record.Number("output_tokens").ShouldNotBeNull().ShouldBeGreaterThan(0);
            record.Attempts.ShouldBe(1);
        }

        upstream.Requests.Count.ShouldBe(4);
    }
}
