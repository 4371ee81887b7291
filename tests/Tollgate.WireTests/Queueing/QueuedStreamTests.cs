using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Queueing;

/// <summary>Streams that are opened while they wait.</summary>
public sealed class QueuedStreamTests
{
    private const string Often = ", heartbeat_seconds: 0.05 } }";
    private const string One = "{ name: one, scope: global, metric: concurrency, limit: 1, on_exceeded: queue, queue: { timeout_seconds: 60";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_stream_that_waits_is_told_where_it_stands_and_then_streams(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Add("limits", QueueRig.OneAtATime(heartbeat: 0.05)));
        var holder = await rig.HoldAsync("holder");
        var ahead = await rig.QueueAsync(1, "ahead");
        var client = await rig.QueueAsync(2, "stream", stream: true);
        var answer = await client.ReadHeadAsync();
        answer.Status.ShouldBe(200);
        answer["content-type"].ShouldNotBeNull().ShouldStartWith("text/event-stream");
        answer["x-request-id"].ShouldNotBeNull();
        answer["x-tollgate-provider"].ShouldBeNull("nobody was asked yet");
        await client.ReadUntilAsync(answer, ": queued, position 2\n\n");
        await rig.FinishAsync("holder", holder);
        await client.ReadUntilAsync(answer, ": queued, position 1\n\n");
        await rig.FinishAsync("ahead", ahead);
        rig.Answer("stream");

        await client.ReadBodyAsync(answer);

        answer.IsComplete.ShouldBeTrue();
        var events = answer.BodyText.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).SkipWhile(piece => piece.StartsWith(": queued", StringComparison.Ordinal));
        events.ShouldBe(["data: " + Chat.Delta("Hel"), "data: " + Chat.Delta("lo"), "data: [DONE]"]);
        var record = await rig.Gateway.RecordOfAsync(answer);
        record.Status.ShouldBe(200);
        record.Provider.ShouldBe("up");
        record.ErrorCode.ShouldBeNull();

        await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(content: "again"), rig.Gateway.Authorization);
        (await rig.FinishAsync("again", client)).BodyText.ShouldBe(Chat.Answer, "the connection goes on");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_asked_for_no_stream_or_takes_none_waits_in_silence(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Add("limits", QueueRig.OneAtATime(timeout: 0.5, heartbeat: 0.02)));
        await rig.HoldAsync("holder");
        var whole = await rig.SendAsync("whole");
        await using var picky = await rig.Gateway.ConnectAsync();
        await picky.SendRequestAsync(
            "POST", "/v1/chat/completions", Chat.Request(content: "picky", stream: true), rig.Gateway.Authorization, "accept: text/html, image/png;q=0.5");
        await using var gemini = await rig.Gateway.ConnectAsync();
        await gemini.SendRequestAsync("POST", "/v1beta/models/m:streamGenerateContent", """{"contents":[{"parts":[{"text":"x"}]}]}""", rig.Gateway.Authorization);

        (await whole.ReadResponseAsync()).ShouldBeError(504, "QUEUE_TIMEOUT");
        (await picky.ReadResponseAsync()).Status.ShouldBe(504);
        (await gemini.ReadResponseAsync()).Status.ShouldBeOneOf(504, 404);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_goes_wrong_after_the_head_is_an_event_in_the_clients_dialect(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Add("limits", QueueRig.OneAtATime(timeout: 3, heartbeat: 0.05)));
        await rig.HoldAsync("holder");
        var openAi = await rig.SendAsync("stream", stream: true);

        var answer = await openAi.ReadResponseAsync();

        answer.Status.ShouldBe(200);
        answer.ShouldEndInErrorEvent("QUEUE_TIMEOUT");
        var record = await rig.Gateway.RecordOfAsync(answer);
        (record.Status, record.ErrorCode).ShouldBe((200, "QUEUE_TIMEOUT"));
        record.Number("input_tokens").ShouldBeNull("nothing was answered, so nothing is charged");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task After_an_early_head_another_target_may_still_be_asked(string engine)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var failing = ScriptedUpstream.Start(s => s.WaitFor(gate.Task).Json(Chat.Answer), s => s.Json(500, "{\"error\":{\"message\":\"down\"}}"));
        await using var good = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hello")).Done());
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("failing", failing.BaseUrl).Provider("good", good.BaseUrl).Add("limits", One + Often));
        await using var holder = await gateway.ConnectAsync();
        await holder.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization);
        await failing.ReceivedAsync();
        await using var client = await gateway.ConnectAsync();
        await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), gateway.Authorization);
        var answer = await client.ReadHeadAsync();
        gate.SetResult();

        await client.ReadBodyAsync(answer);

        answer.BodyText.ShouldEndWith($"data: {Chat.Delta("Hello")}\n\ndata: [DONE]\n\n");
        (await gateway.RecordOfAsync(answer)).Attempts.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_upstreams_error_after_an_early_head_is_an_event_in_its_own_words(string engine)
    {
        var error = "{\"error\":{\"message\":\"too long\",\n\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"theirs\"}}";
        foreach (var (reply, code) in ((Action<UpstreamScript>, string)[])
            [(s => s.Json(400, error), "theirs"), (s => s.Answer(502, "text/html", [.. "<p>Bad gateway"u8]), "UPSTREAM_ERROR"), (s => s.Json(Chat.Answer), "UPSTREAM_ERROR")])
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var upstream = ScriptedUpstream.Start(s => s.WaitFor(gate.Task).Json(Chat.Answer), reply);
            await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("limits", One + Often));
            await using var holder = await gateway.ConnectAsync();
            await holder.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization);
            await upstream.ReceivedAsync();
            await using var client = await gateway.ConnectAsync();
            await client.SendRequestAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), gateway.Authorization);
            var answer = await client.ReadHeadAsync();
            gate.SetResult();

            await client.ReadBodyAsync(answer);

            answer.IsComplete.ShouldBeTrue(answer.ToString());
            answer.BodyText.ShouldContain($"\"code\":\"{code}\"");
            answer.BodyText.ShouldNotContain("[DONE]");
            answer.BodyText.TrimEnd('\n').Split("\n\n")[^1].Split('\n').ShouldAllBe(line => line.StartsWith("data: ", StringComparison.Ordinal));
            (await gateway.RecordOfAsync(answer)).ErrorClass.ShouldNotBeNullOrEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_anthropic_stream_hears_of_its_eviction_as_anthropic_says_it_and_http_1_0_without_chunks(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Add("limits", QueueRig.OneAtATime(max: 1, heartbeat: 0.02)));
        await rig.HoldAsync("holder");
        await using var anthropic = await rig.Gateway.ConnectAsync();
        await anthropic.SendRequestAsync(
            "POST", "/v1/messages", """{"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"x"}]}""", rig.Gateway.Authorization);
        var head = await anthropic.ReadHeadAsync();
        if (head.Status == 404)
        {
            return; // no provider of this test speaks that dialect
        }

        await using var old = await rig.Gateway.ConnectAsync();
        var body = Chat.Request(stream: true);
        await old.SendAsync($"POST /v1/chat/completions HTTP/1.0\r\nhost: x\r\n{rig.Gateway.Authorization}\r\ncontent-length: {body.Length}\r\n\r\n{body}");
        await anthropic.ReadBodyAsync(head);
        head.BodyText.ShouldContain("event: error\ndata: {\"type\":\"error\"");
        head.BodyText.ShouldContain("QUEUE_EVICTED");
        var plain = await old.ReadHeadAsync();
        plain["transfer-encoding"].ShouldBeNull();
        await old.ReadUntilAsync(plain, ": queued, position 1\n\n");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_client_that_leaves_an_opened_stream_leaves_the_queue(string engine)
    {
        await using var rig = await QueueRig.StartAsync(engine, yaml => yaml.Add("limits", QueueRig.OneAtATime(heartbeat: 0.02)));
        var holder = await rig.HoldAsync("holder");
        var client = await rig.QueueAsync(1, "stream", stream: true);
        await client.ReadHeadAsync();
        await client.DisposeAsync();

        await rig.DepthAsync(0);
        await rig.FinishAsync("holder", holder);
        (await rig.Gateway.AccessLog.RecordsAsync(2)).Count(record => record is { ErrorClass: "client_cancel" }).ShouldBe(1);
    }
}
