using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Attempts;

/// <summary>Connections to upstreams: used again, waited for, and not trusted when they may be dead.</summary>
public sealed class PoolTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Connection_serves_one_request_after_another_whatever_their_answers(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json(Chat.Answer),
            s => s.Event(Chat.Delta("Hel")).Done(),
            s => s.Json(400, "{\"error\":{\"message\":\"no\"}}"),
            s => s.Json(Chat.Answer));
        await using var gateway = await OneLoopAsync(engine, upstream);
        foreach (var stream in (bool[])[false, true, false, false])
        {
            await gateway.ChatAsync(Chat.Request(stream: stream));
        }

        upstream.Requests.Count.ShouldBe(4);
        upstream.Connections.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Connection_that_died_between_two_requests_is_replaced_and_the_request_sent_again(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json(Chat.Answer).ThenClose(),
            s => s.Json(Chat.Answer),
            s => s.ThenClose(),
            s => s.Json(Chat.Answer),
            s => s.ThenReset(),
            s => s.Json(Chat.Answer));
        await using var gateway = await OneLoopAsync(engine, upstream);
        for (var request = 0; request < 4; request++)
        {
            var answer = await gateway.ChatAsync(Chat.Request());

            answer.Status.ShouldBe(200, $"{request}: {answer}");
            answer["x-tollgate-attempts"].ShouldBe("1");
        }

        upstream.Requests.Count.ShouldBe(6);
        upstream.Connections.ShouldBe(4);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task New_connection_that_is_closed_without_an_answer_is_no_reason_to_send_again(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.ThenClose(), s => s.Json(Chat.Answer));
        await using var gateway = await OneLoopAsync(engine, upstream);

        (await gateway.ChatAsync(Chat.Request())).ShouldBeError(502, "UPSTREAM_ERROR");
        upstream.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Connection_with_bytes_behind_the_answer_is_not_used_again(string engine)
    {
        var poisoned = $"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Chat.Answer.Length}\r\n\r\n{Chat.Answer}";
        await using var upstream = ScriptedUpstream.Start(
            s => s.Say(poisoned + "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{\"evil\":1}\n"),
            s => s.Json(Chat.Answer));
        await using var gateway = await OneLoopAsync(engine, upstream);
        for (var request = 0; request < 3; request++)
        {
            (await gateway.ChatAsync(Chat.Request())).BodyText.ShouldBe(Chat.Answer);
        }

        upstream.Connections.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requests_over_max_connections_wait_for_one(string engine)
    {
        var go = new TaskCompletionSource();
        await using var upstream = ScriptedUpstream.Start(s => s.WaitFor(go.Task).Json(Chat.Answer), s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream, ("max_connections", 1));
        var first = gateway.ChatAsync(Chat.Request());
        await upstream.ReceivedAsync();
        var others = Enumerable.Range(0, 5).Select(_ => gateway.ChatAsync(Chat.Request())).ToArray();
        (await Eventually.BecomesTrueAsync(
            async () => (await gateway.MetricsAsync()).Sum("llm_active_requests") >= 6, TimeSpan.FromSeconds(10))).ShouldBeTrue();
        upstream.Connections.ShouldBe(1);
        go.SetResult();

        foreach (var answer in await Task.WhenAll([first, .. others]))
        {
            answer.Status.ShouldBe(200);
        }

        upstream.PeakConcurrency.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Wait_for_a_connection_ends_with_the_connect_time(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.ThenHang());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream, ("max_connections", 1), ("connect_timeout_seconds", 0.1));
        await using var holder = await gateway.ConnectAsync();
        await holder.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization);
        await upstream.ReceivedAsync();

        (await gateway.ChatAsync(Chat.Request())).ShouldBeError(503, "UPSTREAM_UNAVAILABLE");
        upstream.Connections.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Client_that_leaves_while_it_waits_for_a_connection_is_forgotten(string engine)
    {
        var go = new TaskCompletionSource();
        await using var upstream = ScriptedUpstream.Start(s => s.WaitFor(go.Task).Json(Chat.Answer), s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream, ("max_connections", 1));
        var first = gateway.ChatAsync(Chat.Request());
        await upstream.ReceivedAsync();
        await using (var leaving = await gateway.ConnectAsync())
        {
            await leaving.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization, "x-request-id: left");
            (await Eventually.BecomesTrueAsync(
                async () => (await gateway.MetricsAsync()).Sum("llm_active_requests") >= 2, TimeSpan.FromSeconds(10))).ShouldBeTrue();
        }

        go.SetResult();
        (await first).Status.ShouldBe(200);
        (await gateway.AccessLog.RecordAsync("left")).Status.ShouldBe(499);
        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upload_that_needs_a_new_connection_takes_the_place_of_an_idle_one(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => yaml.Set("server", "loops", 1).Provider("up", upstream.BaseUrl, ("max_connections", 1), ("default", true)));

        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
        await using var client = await gateway.ConnectAsync();
        await client.SendAsync(RawRequest.ChunkedBytes(
            "POST", "/v1/uploads/u/parts", new byte[100_000], 10_000, gateway.Authorization, "content-type: application/octet-stream"));
        (await client.ReadResponseAsync()).Status.ShouldBe(200);
        upstream.Connections.ShouldBe(2);
    }

    private static Task<RunningGateway> OneLoopAsync(string engine, ScriptedUpstream upstream) =>
        RunningGateway.StartAsync(engine, yaml => yaml.Set("server", "loops", 1).Provider("up", upstream.BaseUrl));
}
