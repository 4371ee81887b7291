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

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_16_Broken_stream_is_not_tried_elsewhere_once_it_has_begun(string engine)
    {
        await using var dying = ScriptedUpstream.Start(
            s => s.Event(Chat.Delta("Hel")).ThenReset(),
            s => s.Say("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n").ThenClose());
        await using var other = ScriptedUpstream.Start(s => s.Event(Chat.Delta("other")).Done());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("dying", dying.BaseUrl, ("retry_unsafe", true))
            .Provider("other", other.BaseUrl));
        for (var way = 0; way < 2; way++)
        {
            var answer = await gateway.ChatAsync(Chat.Request(stream: true));

            answer.ShouldEndInErrorEvent("UPSTREAM_ERROR");
            answer["x-tollgate-provider"].ShouldBe("dying");
            (await gateway.RecordOfAsync(answer)).Attempts.ShouldBe(1);
        }

        other.Connections.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_16_Broken_answer_that_is_no_stream_is_502_or_visibly_cut(string engine)
    {
        var large = new string('x', 600_000);
        await using var upstream = ScriptedUpstream.Start(
            s => s.Say($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{Chat.Answer}").ThenReset(),
            s => s.Say($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n{{\"x\":\"{large}").ThenClose(),
            s => s.Say($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n927c0\r\n{large}\r\n").ThenClose());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);

        (await gateway.ChatAsync(Chat.Request())).ShouldBeError(502, "UPSTREAM_ERROR");
        for (var way = 0; way < 2; way++)
        {
            await using var client = await gateway.ConnectAsync();
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization);
            var answer = await client.ReadHeadAsync();
            await Should.ThrowAsync<IOException>(() => client.ReadBodyAsync(answer));
            (await gateway.RecordOfAsync(answer)).ErrorCode.ShouldBe("UPSTREAM_ERROR");
        }
    }
}
