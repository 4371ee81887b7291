using System.Text.Json;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;
using static Tollgate.WireTests.Attempts.ContinuedStream;

namespace Tollgate.WireTests.Attempts;

/// <summary>A broken stream is gone on with elsewhere, where the model wants it.</summary>
public sealed class ContinuationTests
{
    private const string AdminKey = "sk-admin-0123456789abcdef";

    private static readonly string[] Whole = [Role, Chat.Delta("Hello"), Chat.Delta(" wor"), Chat.Delta("ld")];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Chat_that_breaks_at_any_event_reads_as_one_answer(string engine)
    {
        (int Sent, bool Half)[] breaks = [.. Enumerable.Range(0, Whole.Length + 1).SelectMany(sent => (bool[])[false, true], (sent, half) => (sent, half))];
        await using var dying = ScriptedUpstream.Start([.. breaks.Select(at => (Action<UpstreamScript>)(s => Say(s, Whole[..at.Sent], at.Half).ThenReset()))]);
        await using var other = ScriptedUpstream.Start([.. breaks.Select(at => (Action<UpstreamScript>)(
            s => Say(s, [Role, Chat.Delta("Hello world"[Begun(at.Sent).Length..]), Finish, Usage(12, 4)], half: false).Done()))]);
        await using var gateway = await StartAsync(engine, dying, other);
        foreach (var (sent, half) in breaks)
        {
            var answer = await gateway.ChatAsync(Request());

            answer.ChatText().ShouldBe("Hello world", $"{sent} {half} {answer.BodyText}");
            answer.ShouldEndWell();
            answer.BodyText.ShouldContain(Marker);
            answer.Data().Count(data => data.Contains("\"role\"", StringComparison.Ordinal)).ShouldBe(1);
            answer.Data().ShouldNotContain(data => data.Contains("usage", StringComparison.Ordinal)); // it was the gateway's wish
            using var asked = JsonDocument.Parse(other.LastRequest.BodyText);
            var messages = asked.RootElement.GetProperty("messages");
            asked.RootElement.GetProperty("model").GetString().ShouldBe("y");
            if (Begun(sent).Length == 0)
            {
                messages.GetArrayLength().ShouldBe(1);
                continue;
            }

            messages.GetArrayLength().ShouldBe(2);
            (messages[1].GetProperty("role").GetString(), messages[1].GetProperty("content").GetString()).ShouldBe(("assistant", Begun(sent)));
            asked.RootElement.GetProperty("continue_final_message").GetBoolean().ShouldBeTrue();
            asked.RootElement.GetProperty("add_generation_prompt").GetBoolean().ShouldBeFalse();
            asked.RootElement.GetProperty("max_tokens").GetInt32().ShouldBeInRange(90, 99);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Messages_that_break_at_any_event_read_as_one_answer(string engine)
    {
        string[] whole = [MessageStart, BlockStart, TextDelta("Hello "), TextDelta("wor")];
        string[] begins = ["", "", "", "Hello", "Hello wor"];
        await using var dying = ScriptedUpstream.Start([.. begins.Select((_, sent) =>
            (Action<UpstreamScript>)(s => SayNamed(s, whole[..sent]).Chunk("event: content_block_delta\nda").ThenClose()))]);
        await using var other = ScriptedUpstream.Start([.. begins.Select(begun => (Action<UpstreamScript>)(
            s => SayNamed(s, [MessageStart, BlockStart, TextDelta("Hello world"[begun.Length..]), BlockStop, MessageDelta, MessageStop]).EndChunks()))]);
        await using var gateway = await StartAsync(engine, dying, other, "anthropic");
        for (var sent = 0; sent < begins.Length; sent++)
        {
            var begun = begins[sent];
            var answer = await gateway.ExchangeAsync("POST", "/v1/messages", Request());

            answer.MessageText().ShouldBe("Hello world", answer.BodyText);
            answer.ShouldEndWell();
            answer.BodyText.ShouldContain(Marker);
            answer.Data().Count(data => data == MessageStart).ShouldBe(1);
            answer.Data().Count(data => data == BlockStart).ShouldBe(1);
            using var asked = JsonDocument.Parse(other.LastRequest.BodyText);
            var messages = asked.RootElement.GetProperty("messages");
            messages.GetArrayLength().ShouldBe(begun.Length == 0 ? 1 : 2);
            messages[messages.GetArrayLength() - 1].GetProperty("content").GetString().ShouldBe(begun.Length == 0 ? "Hi" : begun);
            asked.RootElement.TryGetProperty("continue_final_message", out _).ShouldBeFalse();
            var record = await gateway.RecordOfAsync(answer);
            record.Number("input_tokens").ShouldNotBeNull().ShouldBeInRange(sent == 0 ? 11 : 20, 20); // before its first event nothing was reported
            record.Number("output_tokens").ShouldNotBeNull().ShouldBeInRange(5, 9);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Usage_and_cost_are_those_of_both_for_the_client_and_for_the_record(string engine)
    {
        await using var dying = ScriptedUpstream.Start(s => s.Event(Role).Event(Chat.Delta("Hello")).Event(Usage(10, 2)).Event(Chat.Delta(" wor")).ThenReset());
        await using var other = ScriptedUpstream.Start(s => s.Event(Chat.Delta("ld")).Event(Finish).Event(Usage(12, 4)).Done());
        await using var gateway = await StartAsync(engine, dying, other, configure: yaml => yaml.Set("auth", "admin_key", AdminKey)
            .Add("prices", "{ model: x, input: 1, output: 1 }").Add("prices", "{ model: y, input: 10, output: 10 }"));

        var answer = await gateway.ChatAsync(Request(",\"stream_options\":{\"include_usage\":true}"));

        answer.ShouldEndWell();
        var told = JsonDocument.Parse(answer.Data()[^2]).RootElement.GetProperty("usage");
        (told.GetProperty("prompt_tokens").GetInt32(), told.GetProperty("completion_tokens").GetInt32(), told.GetProperty("total_tokens").GetInt32())
            .ShouldBe((22, 6, 28));
        var record = await gateway.RecordOfAsync(answer);
        (record.Number("input_tokens"), record.Number("output_tokens"), record.Flag("estimated")).ShouldBe((22, 6, false));
        record.Number("cost_nanousd").ShouldBe((12 * 1_000) + (16 * 10_000));
        (record.Attempts, record.Provider, record.Flag("continued"), record.Status, record.ErrorCode).ShouldBe((2, "two", true, 200, null));
        record.Text("tried").ShouldBe("one 200, two 200");
        record.Number("overhead_us").ShouldNotBeNull().ShouldBeLessThan(record.Number("total_us")!.Value);
        var explain = await ExplainAsync(gateway, answer["x-request-id"]!);
        explain.GetProperty("continued").GetBoolean().ShouldBeTrue();
        explain.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("cause").GetString()).ShouldBe(["first", "continuation"]);
        var metrics = await gateway.MetricsAsync();
        (metrics.Sum("tollgate_streams_continued_total"), metrics.Sum("tollgate_continuations_failed_total")).ShouldBe((1, 0));
        metrics.Sum("tollgate_retries_total").ShouldBe(1);
        await Eventually.TrueAsync(async () => (await gateway.MetricsAsync()).Sum("tollgate_body_memory_bytes") == 0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Without_the_setting_or_without_a_target_that_can_the_break_is_an_error(string engine)
    {
        foreach (var (kind, more) in ((string, string)[])[("vllm", ""), ("openai-compatible", ", continue_stream: true")])
        {
            await using var dying = ScriptedUpstream.Start(s => s.Event(Role).Event(Chat.Delta("Hel")).ThenReset());
            await using var other = ScriptedUpstream.Start(s => s.Event(Chat.Delta("lo")).Done());
            await using var gateway = await StartAsync(engine, dying, other, kind, more);

            var answer = await gateway.ChatAsync(Request());

            answer.ShouldEndInErrorEvent("UPSTREAM_ERROR");
            other.Connections.ShouldBe(0);
            (await gateway.RecordOfAsync(answer)).Flag("continued").ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_is_no_plain_text_is_not_gone_on_with(string engine)
    {
        const string ToolCall = """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{"}}]},"finish_reason":null}]}""";
        const string Thought = """{"choices":[{"index":0,"delta":{"reasoning_content":"Let me see"},"finish_reason":null}]}""";
        await using var other = ScriptedUpstream.Start(s => s.Event(Chat.Delta("lo")).Done());
        (string Said, string More)[] ways =
        [
            (ToolCall, ""), (Thought, ""), (Finish, ""), ("not json", ""),
            (Chat.Delta("x"), ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]"), (Chat.Delta("x"), ",\"n\":2"),
            (Chat.Delta("x"), ",\"response_format\":{\"type\":\"json_object\"}"), (Chat.Delta("x"), ",\"continue_final_message\":true"),
        ];
        await using var dying = ScriptedUpstream.Start(
            [.. ways.Select(way => (Action<UpstreamScript>)(s => s.Event(Role).Event(Chat.Delta("Hel")).Event(way.Said).ThenReset()))]);
        await using var gateway = await StartAsync(engine, dying, other);
        foreach (var (_, more) in ways)
        {
            var answer = await gateway.ChatAsync(Request(more));

            answer.ShouldEndInErrorEvent("UPSTREAM_ERROR");
            answer.BodyText.ShouldNotContain("tollgate continued");
        }

        other.Connections.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Continuation_that_fails_ends_in_the_usual_error_without_a_success_marker(string engine)
    {
        Action<UpstreamScript>[] ways =
        [
            s => s.Json(500, "{}"), s => s.Json(400, "{}"), s => s.Json(Chat.Answer), s => s.ThenReset(),
            s => s.Event(Role).Event(Chat.Delta("lo")).ThenReset(),
        ];
        await using var dying = ScriptedUpstream.Start(s => s.Event(Role).Event(Chat.Delta("Hel")).Event(Usage(10, 2)).ThenReset());
        await using var other = ScriptedUpstream.Start(ways);
        await using var gateway = await StartAsync(engine, dying, other);
        for (var i = 1; i <= ways.Length; i++)
        {
            var answer = await gateway.ChatAsync(Request());

            answer.ShouldEndInErrorEvent("UPSTREAM_ERROR");
            answer.ChatText().ShouldStartWith("Hel");
            answer.Data().ShouldNotContain("[DONE]");
            other.Requests.Count.ShouldBe(i); // at most once
            var record = await gateway.RecordOfAsync(answer);
            record.Attempts.ShouldBe(2);
            var continued = answer.BodyText.Contains(Marker, StringComparison.Ordinal);
            (record.Provider, record.Flag("continued")).ShouldBe(continued ? ("two", true) : ("one", (bool?)null));
            record.Number("input_tokens").ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(10);
            var metrics = await gateway.MetricsAsync();
            metrics.Sum("tollgate_continuations_failed_total").ShouldBe(continued ? i - 1 : i);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Client_that_leaves_and_a_budget_that_is_used_up_end_it(string engine)
    {
        await using var dying = ScriptedUpstream.Start(s => s.Event(Role).Event(Chat.Delta("Hel")).ThenReset());
        await using var silent = ScriptedUpstream.Start(s => s.ThenHang());
        await using (var gateway = await StartAsync(engine, dying, silent))
        {
            await using (var client = await gateway.ConnectAsync())
            {
                await client.SendAsync(RawRequest.Bytes(
                    "POST", "/v1/chat/completions", System.Text.Encoding.UTF8.GetBytes(Request()), gateway.Authorization, "content-type: application/json"));
                await silent.ReceivedAsync();
            }

            (await silent.AbortedWithinAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
            await Eventually.TrueAsync(() => gateway.AccessLog.Text().Contains("\"cancelled\":true", StringComparison.Ordinal));
        }

        await using var poor = await StartAsync(
            engine, dying, silent, configure: yaml => yaml.Set("routing", "retry_budget", 0).Set("routing", "retry_minimum", 0));
        (await poor.ChatAsync(Request())).ShouldEndInErrorEvent("UPSTREAM_ERROR");
        silent.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Stream_that_falls_silent_is_gone_on_with_at_the_first_target_that_answers_while_there_is_time(string engine)
    {
        await using var silent = ScriptedUpstream.Start(s => s.Say(AtOnce([Role, Chat.Delta("Hel")])).ThenHang());
        await using var busy = ScriptedUpstream.Start(s => s.Json(503, "{}"));
        await using var third = ScriptedUpstream.Start(s => s.Event(Role).Event(Chat.Delta("lo")).Event(Finish).Done());
        foreach (var (time, isContinued) in ((string, bool)[])[("idle_timeout_seconds", true), ("timeout_seconds", false)])
        {
            var asked = busy.Requests.Count + third.Requests.Count;
            await using var gateway = await StartAsync(engine, silent, busy, more: ", continue_stream: true, fallback: [n]", configure: yaml => yaml
                .Provider("three", third.BaseUrl, ("kind", "vllm"), ("models", (string[])["n"]), ("health_check", new { enabled = false })), oneSecond: time);

            var answer = await gateway.ChatAsync(Request());

            (busy.Requests.Count + third.Requests.Count - asked).ShouldBe(isContinued ? 2 : 0);
            if (isContinued)
            {
                answer.ChatText().ShouldBe("Hello", answer.BodyText);
                answer.ShouldEndWell();
                answer.BodyText.ShouldContain(": tollgate continued on three\n\n");
                (await gateway.RecordOfAsync(answer)).Text("tried").ShouldBe("one 200, two 503, three 200");
            }
            else
            {
                answer.ShouldEndInErrorEvent("UPSTREAM_TIMEOUT");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Text_beyond_its_bound_is_not_kept(string engine)
    {
        var piece = new string('x', 60_000);
        await using var dying = ScriptedUpstream.Start(s => Say(s, [Role, .. Enumerable.Repeat(Chat.Delta(piece), 5)], half: false).ThenClose());
        await using var other = ScriptedUpstream.Start(s => s.Event(Chat.Delta("lo")).Done());
        await using var gateway = await StartAsync(engine, dying, other);

        (await gateway.ChatAsync(Request())).ShouldEndInErrorEvent("UPSTREAM_ERROR");

        other.Connections.ShouldBe(0);
        var metrics = await gateway.MetricsAsync();
        (metrics.Sum("tollgate_continuation_texts_dropped_total"), metrics.Sum("tollgate_body_memory_bytes")).ShouldBe((1, 0));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Connection_serves_the_next_request_after_a_continued_one(string engine)
    {
        await using var dying = ScriptedUpstream.Start(s => s.Event(Role).Event(Chat.Delta("Hello \n")).ThenReset());
        await using var other = ScriptedUpstream.Start(s => s.Event(Role).Event(Chat.Delta(" ")).Event(Chat.Delta("\nworld")).Event(Finish).Done());
        await using var gateway = await StartAsync(engine, dying, other);
        await using var client = await gateway.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Request(), gateway.Authorization);

            answer.ChatText().ShouldBe("Hello \nworld", answer.BodyText);
            answer.ShouldEndWell();
        }

        using var asked = JsonDocument.Parse(other.LastRequest.BodyText);
        asked.RootElement.GetProperty("messages")[1].GetProperty("content").GetString().ShouldBe("Hello"); // white space at the end is refused by some
    }

    private static async Task<JsonElement> ExplainAsync(RunningGateway gateway, string id)
    {
        await gateway.ControlPlaneAsync();
        await using var client = await gateway.ConnectAsync();
        var text = "";
        await Eventually.TrueAsync(async () =>
        {
            var answer = await client.ExchangeAsync("GET", "/api/requests/" + id, null, "authorization: Bearer " + AdminKey);
            text = answer.BodyText;
            return answer.Status == 200;
        });
        return JsonDocument.Parse(text).RootElement.GetProperty("explain");
    }

    /// <summary>Head and events in one piece, so that no time passes between them.</summary>
    private static string AtOnce(IEnumerable<string> events)
    {
        var body = string.Concat(events.Select(data => $"data: {data}\n\n"));
        return $"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n";
    }

    /// <summary>The text in so many events.</summary>
    private static string Begun(int sent) => string.Concat(Whole.Skip(1).Take(sent - 1).Select(TextOf));

    private static string TextOf(string chunk) =>
        JsonDocument.Parse(chunk).RootElement.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()!;

    private static UpstreamScript Say(UpstreamScript script, IEnumerable<string> events, bool half)
    {
        script.Chunk(": hello\n\n");
        script = events.Aggregate(script, (all, data) => all.Event(data));
        return half ? script.Chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hal") : script;
    }

    private static UpstreamScript SayNamed(UpstreamScript script, IEnumerable<string> events) =>
        events.Aggregate(script.Chunk("event: ping\ndata: {\"type\":\"ping\"}\n\n"), (all, data) => all.Named(data));
}
