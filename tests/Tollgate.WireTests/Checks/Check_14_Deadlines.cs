using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_14_Deadlines
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_14_No_first_byte_in_time_goes_to_the_next_candidate(string engine)
    {
        await using var silent = ScriptedUpstream.Start(s => s.ThenHang());
        await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("silent", silent.BaseUrl, ("first_byte_timeout_seconds", 0.2))
            .Provider("good", good.BaseUrl));

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.Status.ShouldBe(200);
        answer["x-tollgate-provider"].ShouldBe("good");
        (await silent.AbortedWithinAsync(TimeSpan.FromSeconds(5))).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_14_Only_candidate_without_a_first_byte_is_504(string engine)
    {
        await using var silent = ScriptedUpstream.Start(s => s.ThenHang());
        await using var gateway = await RunningGateway.StartAsync(engine, silent, ("first_byte_timeout_seconds", 0.2));

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.ShouldBeError(504, "UPSTREAM_TIMEOUT");
        (await gateway.RecordOfAsync(answer)).ErrorClass.ShouldBe("upstream_timeout");
        (await silent.AbortedWithinAsync(TimeSpan.FromSeconds(5))).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_14_Stream_that_falls_silent_ends_in_an_error_event(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hel")).ThenHang());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream, ("idle_timeout_seconds", 0.2));

        var answer = await gateway.ChatAsync(Chat.Request(stream: true));

        answer.Status.ShouldBe(200);
        answer.BodyText.ShouldStartWith($"data: {Chat.Delta("Hel")}\n\n");
        answer.ShouldEndInErrorEvent("UPSTREAM_TIMEOUT");
        (await gateway.RecordOfAsync(answer)).ErrorClass.ShouldBe("upstream_timeout");
        (await upstream.AbortedWithinAsync(TimeSpan.FromSeconds(5))).ShouldBeTrue();
    }
}
