using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Exchange;
using Tollgate.TestSupport;
using Tollgate.Upstreams.Ollama;
using Xunit;

namespace Tollgate.Tests.Upstreams.Ollama;

public sealed class OllamaChatTests
{
    private static readonly OllamaChatUpstream Upstream = new();

    [Fact]
    public void A_request_is_written_as_Ollama_documents_it()
    {
        var carried = Chat("""
            {"model":"g","messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"Look"},{"type":"text","text":"here"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":"one"}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"x":{"type":"integer"}}}}}],
             "max_tokens":9,"temperature":0.5,"top_p":0.9,"seed":3,"stop":["a"],"presence_penalty":1,"frequency_penalty":2,"keep_alive":"5m","options":{"num_ctx":8192,"seed":9},
             "response_format":{"type":"json_schema","json_schema":{"name":"r","schema":{"type":"object"}}},"reasoning_effort":"high"}
            """);
        Carried.ShouldSay(carried.To(Upstream, "qwen3", stream: true), """
            {"model":"qwen3","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Look\nhere","images":["QUJD"]},
              {"role":"assistant","content":"","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":{"x":1}}}]},
              {"role":"tool","content":"one","tool_name":"f","tool_call_id":"call_1"}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"x":{"type":"integer"}}}}}],
             "options":{"num_predict":9,"temperature":0.5,"top_p":0.9,"seed":3,"presence_penalty":1,"frequency_penalty":2,"stop":["a"],"num_ctx":8192},
             "format":{"type":"object"},"think":true,"keep_alive":"5m","stream":true}
            """);
        carried.Notes.RefusedField.ShouldBeNull();
        carried.Notes.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gpt-oss:20b", "high", "\"think\":\"high\"")]
    [InlineData("gpt-oss:20b", "minimal", "\"think\":\"low\"")]
    [InlineData("qwen3", "none", "\"think\":false")]
    public void Thinking_is_a_level_where_the_model_knows_levels(string model, string effort, string expected) =>
        Chat($$"""{"model":"g","messages":[{"role":"user","content":"Hi"}],"reasoning_effort":"{{effort}}"}""").To(Upstream, model).ShouldContain(expected);

    [Fact]
    public void What_Ollama_cannot_do_is_refused_or_reported()
    {
        var forced = Chat("""{"model":"g","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required"}""");
        forced.To(Upstream, "m");
        forced.Notes.RefusedField.ShouldBe("tool_choice");

        var address = Chat("""{"model":"g","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}],"n":2}""");
        address.To(Upstream, "m");
        address.Notes.RefusedField.ShouldBe("messages[0].content[0]");
        address.Notes.Warnings.ShouldBe(["n"]);

        Chat("""{"model":"g","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"none"}""").To(Upstream, "m").ShouldNotContain("tools");
    }

    [Fact]
    public void A_whole_answer_and_its_stream_say_the_same()
    {
        const string Call = "\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\": 1}}}]";
        const string End = "\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":3,\"eval_count\":4";
        var whole = Read.Whole(Upstream, $$$"""{"model":"m","created_at":"2026-01-01T00:00:00.1Z","message":{"role":"assistant","thinking":"hmm","content":"ab",{{{Call}}}},{{{End}}}}""")!;
        var (stream, isWhole) = Read.Frames(Upstream,
            ("", """{"model":"m","created_at":"2026-01-01T00:00:00.1Z","message":{"thinking":"hmm","content":""},"done":false}"""),
            ("", """{"message":{"content":"a"},"done":false}"""),
            ("", $$$"""{"message":{"content":"b",{{{Call}}}},"done":false}"""),
            ("", $$$"""{"message":{"content":""},{{{End}}}}"""));

        isWhole.ShouldBeTrue();
        Read.Told(whole).ShouldBe("reasoning hmm state  \ntext ab\ncall f {\"a\":1}");
        Read.Told(stream).ShouldBe(Read.Told(whole));
        stream.Usage.ShouldBe(whole.Usage);
        stream.Start.Created.ShouldBe(1767225600);
        stream.Choices[0].Finish.ShouldBe(FinishReason.ToolCalls);
        ((ToolCallPart)stream.Choices[0].Parts[^1]).Id.ToString().ShouldBe(((ToolCallPart)whole.Choices[0].Parts[^1]).Id.ToString());
    }

    [Fact]
    public void A_line_with_an_error_is_a_failure_and_a_stream_without_its_last_line_broke()
    {
        var (answer, _) = Read.Frames(Upstream, ("", """{"message":{"content":"a"},"done":false}"""), ("", """{"error":"unexpected EOF"}"""));
        answer.Failure!.Kind.ShouldBe(FailureKind.Server);
        answer.Failure.Message.ShouldBe("unexpected EOF");

        Read.Frames(Upstream, ("", """{"message":{"content":"a"},"done":false}""")).IsWhole.ShouldBeFalse();
        Read.Whole(Upstream, "[]").ShouldBeNull();
    }

    [Fact]
    public void An_unknown_model_is_not_found()
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        var recording = Recordings.Get("ollama-err-404");
        var failure = Upstream.ReadFailure(recording.Status, recording.ResponseBody);
        failure.Kind.ShouldBe(FailureKind.NotFound);
        failure.Message.ShouldContain("not found");
    }

    private static Carried Chat(string body) => new(new ChatCompletionsSurface(), body);
}
