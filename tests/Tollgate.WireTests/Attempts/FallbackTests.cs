using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Attempts;

/// <summary>The table of what may be tried again, from outside.</summary>
public sealed class FallbackTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Whole_429_or_5xx_goes_to_the_next_candidate_and_other_errors_to_the_client(string engine)
    {
        foreach (var (status, goesOn) in ((int, bool)[])[(429, true), (500, true), (503, true), (529, true), (400, false), (401, false), (404, false), (422, false)])
        {
            await using var first = ScriptedUpstream.Start(s => s.Json(status, "{\"error\":{\"message\":\"of the first\"}}", "retry-after: 7"));
            await using var second = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
            await using var gateway = await StartAsync(engine, first, second);

            var answer = await gateway.ChatAsync(Chat.Request());

            answer.Status.ShouldBe(goesOn ? 200 : status);
            answer["x-tollgate-attempts"].ShouldBe(goesOn ? "2" : "1");
            second.Requests.Count.ShouldBe(goesOn ? 1 : 0);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Last_candidates_error_passes_with_status_body_and_retry_after(string engine)
    {
        await using var first = ScriptedUpstream.Start(s => s.Json(500, "{\"error\":{\"message\":\"of the first\"}}"));
        await using var second = ScriptedUpstream.Start(s => s.Json(429, "{\"error\":{\"message\":\"slow down\",\"code\":\"theirs\"}}", "retry-after: 17"));
        await using var gateway = await StartAsync(engine, first, second);

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.Status.ShouldBe(429);
        answer["retry-after"].ShouldBe("17");
        answer.BodyText.ShouldBe("{\"error\":{\"message\":\"slow down\",\"code\":\"theirs\"}}");
        (await gateway.RecordOfAsync(answer)).ErrorClass.ShouldBe("upstream_overloaded");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Timeout_is_tried_elsewhere_once_and_no_more(string engine)
    {
        await using var silent = ScriptedUpstream.Start(s => s.ThenHang());
        await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("one", silent.BaseUrl, ("first_byte_timeout_seconds", 0.05))
            .Provider("two", silent.BaseUrl, ("first_byte_timeout_seconds", 0.05))
            .Provider("three", good.BaseUrl));

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.ShouldBeError(504, "UPSTREAM_TIMEOUT");
        answer["x-tollgate-attempts"].ShouldBe("2");
        silent.Requests.Count.ShouldBe(2);
        good.Connections.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Reset_after_the_request_was_sent_is_tried_again_only_where_the_provider_says_so(string engine)
    {
        foreach (var unsafeToo in (bool[])[false, true])
        {
            await using var dying = ScriptedUpstream.Start(s => s.ThenReset());
            await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
            await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
                .Provider("dying", dying.BaseUrl, ("retry_unsafe", unsafeToo))
                .Provider("good", good.BaseUrl));

            var answer = await gateway.ChatAsync(Chat.Request());

            if (unsafeToo)
            {
                answer.BodyText.ShouldBe(Chat.Answer);
            }
            else
            {
                answer.ShouldBeError(502, "UPSTREAM_ERROR");
            }

            dying.Requests.Count.ShouldBe(1);
            good.Requests.Count.ShouldBe(unsafeToo ? 1 : 0);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Body_that_was_streamed_is_never_sent_twice(string engine)
    {
        await using var failing = ScriptedUpstream.Start(s => s.Json(503, "{\"error\":{\"message\":\"no\"}}"), s => s.ThenReset());
        await using var good = ScriptedUpstream.Start(s => s.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("failing", failing.BaseUrl, ("default", true), ("retry_unsafe", true))
            .Provider("good", good.BaseUrl));

        (await UploadAsync(gateway)).Status.ShouldBe(503);
        (await UploadAsync(gateway)).ShouldBeError(502, "UPSTREAM_ERROR");
        failing.Requests.Count.ShouldBe(2);
        good.Connections.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task No_more_than_three_candidates_are_tried(string engine)
    {
        await using var failing = ScriptedUpstream.Start(s => s.Json(500, "{\"error\":{\"message\":\"no\"}}"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("a", failing.BaseUrl).Provider("b", failing.BaseUrl).Provider("c", failing.BaseUrl).Provider("d", failing.BaseUrl));

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.Status.ShouldBe(500);
        answer["x-tollgate-attempts"].ShouldBe("3");
        failing.Requests.Count.ShouldBe(3);
    }

    private static Task<RunningGateway> StartAsync(string engine, ScriptedUpstream first, ScriptedUpstream second) =>
        RunningGateway.StartAsync(engine, yaml => yaml.Provider("first", first.BaseUrl).Provider("second", second.BaseUrl));

    private static async Task<RawResponse> UploadAsync(RunningGateway gateway)
    {
        await using var client = await gateway.ConnectAsync();
        var body = new byte[100_000];
        await client.SendAsync(RawRequest.ChunkedBytes(
            "POST", "/v1/uploads/u/parts", body, 10_000, gateway.Authorization, "content-type: application/octet-stream"));
        return await client.ReadResponseAsync();
    }
}
