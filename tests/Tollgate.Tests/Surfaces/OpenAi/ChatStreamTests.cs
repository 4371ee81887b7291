using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Surfaces.OpenAi;
using Xunit;

namespace Tollgate.Tests.Surfaces.OpenAi;

public sealed class ChatStreamTests
{
    [Fact]
    public void Each_piece_is_a_chunk_and_goes_out_at_once()
    {
        new ChatClient().StreamText(sink =>
        {
            sink.Begin(new AnswerStart { Id = ChatClient.Js("msg_1"), Created = 5 });
            sink.Text(0, ChatClient.Js("Hi"));
        }).ShouldBe(
            Chunk("""{"role":"assistant","content":""}""") + Chunk("""{"content":"Hi"}"""));

        static string Chunk(string delta) =>
            $$"""data: {"id":"chatcmpl-msg_1","object":"chat.completion.chunk","created":5,"model":"client-model","choices":[{"index":0,"delta":{{delta}},"logprobs":null,"finish_reason":null}]}""" + "\n\n";
    }

    [Fact]
    public void Usage_comes_in_a_chunk_of_its_own_where_asked_for()
    {
        var stream = new ChatClient { IncludeUsage = true }.Stream(Hello);

        stream[^1].ShouldBeNull();
        stream[^2]!["choices"]!.AsArray().ShouldBeEmpty();
        stream[^2]!["usage"]!.ToJsonString().ShouldBe(
            """{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":6,"cache_write_tokens":1,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}""");
        stream.Take(stream.Count - 2).ShouldAllBe(chunk => chunk!.ContainsKey("usage") && chunk["usage"] == null);
        new ChatClient().Stream(Hello).Where(chunk => chunk is not null).ShouldAllBe(chunk => !chunk!.ContainsKey("usage"));
    }

    [Fact]
    public void A_call_without_arguments_gets_an_empty_object_and_the_choice_one_end()
    {
        var stream = new ChatClient().Stream(sink =>
        {
            sink.Begin(default);
            sink.ToolCall(0, 0, ChatClient.Js("a"), ChatClient.Js("f"));
            sink.ToolCall(0, 1, ChatClient.Js("b"), ChatClient.Js("g"));
            sink.ToolArguments(0, 1, ChatClient.Js("{\"x\":1}"));
            sink.Finish(0, FinishReason.Stop, default);
            sink.Finish(0, FinishReason.Stop, default);
            sink.End();
        });

        var calls = stream.Where(chunk => chunk is not null).Select(chunk => chunk!["choices"]![0]!["delta"]!["tool_calls"]?[0]?.ToJsonString()).Where(call => call is not null);
        calls.ShouldBe([
            """{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}""",
            """{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}""",
            """{"index":1,"function":{"arguments":"{\u0022x\u0022:1}"}}""",
            """{"index":0,"function":{"arguments":"{}"}}""",
        ]);
        stream.Select(chunk => (string?)chunk?["choices"]![0]!["finish_reason"]).Where(word => word is not null).ShouldBe(["tool_calls"]);
    }

    [Fact]
    public void An_error_ends_the_stream_without_the_mark_of_success()
    {
        var stream = new ChatClient().Stream(sink =>
        {
            sink.Begin(default);
            sink.Text(0, ChatClient.Js("Hel"));
            sink.Fail(new UpstreamFailure { Kind = FailureKind.Overloaded, Message = "busy \"now\"" });
        });

        stream[^1]!["error"]!.ToJsonString().ShouldBe("""{"message":"busy \u0022now\u0022","type":"server_error","param":null,"code":"overloaded"}""");
    }

    [Fact]
    public void Clients_of_functions_get_a_function_call()
    {
        var client = new ChatClient { LegacyFunctions = true };
        void Answer(AnswerSink sink)
        {
            sink.Begin(default);
            sink.ToolCall(0, 0, ChatClient.Js("a"), ChatClient.Js("f"));
            sink.ToolArguments(0, 0, ChatClient.Js("{}"));
            sink.Finish(0, FinishReason.ToolCalls, default);
            sink.End();
        }

        client.Stream(Answer)[1]!["choices"]![0]!["delta"]!.ToJsonString().ShouldBe("""{"function_call":{"name":"f","arguments":""}}""");
        var whole = client.Whole(Answer)["choices"]![0]!;
        whole["message"]!["function_call"]!.ToJsonString().ShouldBe("""{"name":"f","arguments":"{}"}""");
        ((string?)whole["finish_reason"]).ShouldBe("function_call");
    }

    [Fact]
    public void Choices_run_beside_each_other_and_each_begins_with_its_role()
    {
        var stream = new ChatClient().Stream(sink =>
        {
            sink.Begin(default);
            sink.Text(1, ChatClient.Js("b"));
            sink.Text(0, ChatClient.Js("a"));
            sink.Finish(0, FinishReason.Length, default);
            sink.Finish(1, FinishReason.Stop, default);
            sink.End();
        });

        stream.Take(stream.Count - 1).Select(chunk => $"{chunk!["choices"]![0]!["index"]} {chunk["choices"]![0]!["delta"]!.ToJsonString()} {chunk["choices"]![0]!["finish_reason"]}").ShouldBe([
            """0 {"role":"assistant","content":""} """,
            """1 {"role":"assistant","content":""} """,
            """1 {"content":"b"} """,
            """0 {"content":"a"} """,
            """0 {} length""",
            """1 {} stop""",
        ]);
    }

    [Theory]
    [InlineData(FailureKind.BadRequest, 400, "invalid_request_error", null)]
    [InlineData(FailureKind.Authentication, 401, "invalid_request_error", "invalid_api_key")]
    [InlineData(FailureKind.Balance, 429, "insufficient_quota", "insufficient_quota")]
    [InlineData(FailureKind.Permission, 403, "invalid_request_error", "permission_denied")]
    [InlineData(FailureKind.NotFound, 404, "invalid_request_error", "model_not_found")]
    [InlineData(FailureKind.TooLarge, 413, "invalid_request_error", "request_too_large")]
    [InlineData(FailureKind.RateLimit, 429, "requests", "rate_limit_exceeded")]
    [InlineData(FailureKind.Server, 500, "server_error", "server_error")]
    [InlineData(FailureKind.Timeout, 504, "server_error", "timeout")]
    [InlineData(FailureKind.Overloaded, 503, "server_error", "overloaded")]
    [InlineData(FailureKind.ContextTooLong, 400, "invalid_request_error", "context_length_exceeded")]
    [InlineData(FailureKind.ContentFilter, 400, "invalid_request_error", "content_filter")]
    public void Failures_have_openais_status_type_and_code(object kind, int status, string type, string? code)
    {
        var (sent, error) = new ChatClient().Failure(new UpstreamFailure { Kind = (FailureKind)kind, Message = "m" }, 529);

        (sent, (string?)error["type"], (string?)error["code"]).ShouldBe((status, type, code));
    }

    [Fact]
    public void Completions_give_texts_only()
    {
        var client = new ChatClient(new CompletionsSurface());
        void Answer(AnswerSink sink)
        {
            sink.Begin(new AnswerStart { Id = ChatClient.Js("x") });
            sink.Reasoning(0, ChatClient.Js("hm"), isSummary: false);
            sink.Text(0, ChatClient.Js("a\n"));
            sink.Text(0, ChatClient.Js("b"));
            sink.Finish(0, FinishReason.Length, default);
            sink.End();
        }

        client.Stream(Answer).Select(chunk => chunk?["choices"]![0]!.ToJsonString()).ShouldBe([
            """{"text":"a\n","index":0,"logprobs":null,"finish_reason":null}""",
            """{"text":"b","index":0,"logprobs":null,"finish_reason":null}""",
            """{"text":"","index":0,"logprobs":null,"finish_reason":"length"}""",
            null,
        ]);
        client.Whole(Answer)["choices"]![0]!.ToJsonString().ShouldBe("""{"text":"a\nb","index":0,"logprobs":null,"finish_reason":"length"}""");

        var (request, notes) = client.Send("""{"model":"m","prompt":["say it"],"echo":true,"best_of":3,"max_tokens":4}""");
        ((TextPart)request.Turns[0].Parts[0]).Text.ToString().ShouldBe("say it");
        notes.Warnings.ShouldBe(["echo", "best_of"]);
        client.Send("""{"model":"m","prompt":["a","b"]}""").Notes.RefusedField.ShouldBe("prompt");
        client.Send("""{"model":"m","prompt":"a","suffix":"z"}""").Notes.RefusedField.ShouldBe("suffix");
    }

    [Fact]
    public void A_piece_of_text_or_arguments_costs_no_memory_to_write()
    {
        var bytes = new BufferPool().RentSend(BufferPool.BlockSize);
        var context = new AnswerContext { Model = ChatClient.Js("m"), RequestId = "r"u8.ToArray() };
        context.Out.Begin(bytes);
        var sink = new ChatStream(context);
        var (word, arguments) = (ChatClient.Js("word"), ChatClient.Js("{x"));
        sink.Begin(default);
        sink.ToolCall(0, 0, ChatClient.Js("a"), ChatClient.Js("f"));
        void Write(int times)
        {
            for (var i = 0; i < times; i++)
            {
                sink.Text(0, word);
                sink.Reasoning(0, word, isSummary: false);
                sink.ToolArguments(0, 0, arguments);
                bytes.Clear();
            }
        }

        Write(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(1000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000); // once, not for each
    }

    private static void Hello(AnswerSink sink)
    {
        sink.Begin(default);
        sink.Text(0, ChatClient.Js("Hello"));
        sink.Usage(new TokenUsage { Input = 10, CachedInput = 6, CacheWrite = 1, Output = 4, Reasoning = 2 });
        sink.Finish(0, FinishReason.Stop, default);
        sink.End();
    }
}
