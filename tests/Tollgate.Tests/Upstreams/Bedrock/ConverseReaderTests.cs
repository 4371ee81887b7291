using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Tests.Exchange;
using Tollgate.TestSupport;
using Tollgate.Upstreams.Bedrock;
using Xunit;

namespace Tollgate.Tests.Upstreams.Bedrock;

public sealed class ConverseReaderTests
{
    private static readonly BedrockConverseUpstream Upstream = new();

    [Fact]
    public void A_whole_answer_and_its_stream_say_the_same()
    {
        var whole = Read.Whole(Upstream, """
            {"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hmm","signature":"S+/="}}},{"reasoningContent":{"redactedContent":"cmVk"}},
              {"text":"Hello"},{"toolUse":{"toolUseId":"t1","name":"f","input":{"a":1}}},{"toolUse":{"toolUseId":"t2","name":"g","input":{}}}]}},
             "stopReason":"tool_use","usage":{"inputTokens":5,"outputTokens":7,"totalTokens":42,"cacheReadInputTokens":10,"cacheWriteInputTokens":20,"cacheDetails":[{"ttl":"1h","inputTokens":8}]}}
            """)!;
        var (stream, isWhole) = Read.Frames(Upstream,
            ("messageStart", """{"role":"assistant"}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hmm"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"S+/="}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"cmVk"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"Hel"}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"lo"}}"""),
            ("contentBlockStop", """{"contentBlockIndex":2}"""),
            ("contentBlockStart", """{"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"t1","name":"f"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":"{\"a\""}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":":1}"}}}"""),
            ("contentBlockStart", """{"contentBlockIndex":4,"start":{"toolUse":{"toolUseId":"t2","name":"g"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":4,"delta":{"toolUse":{"input":"{}"}}}"""),
            ("messageStop", """{"stopReason":"tool_use"}"""),
            ("metadata", """{"usage":{"inputTokens":5,"outputTokens":7,"totalTokens":42,"cacheReadInputTokens":10,"cacheWriteInputTokens":20,"cacheDetails":[{"ttl":"1h","inputTokens":8}]}}"""));

        isWhole.ShouldBeTrue();
        Read.Told(whole).ShouldBe("reasoning hmm state Anthropic S+/=\nreasoning  state AnthropicRedacted cmVk\ntext Hello\ncall f {\"a\":1}\ncall g {}");
        Read.Told(stream).ShouldBe(Read.Told(whole));
        stream.Usage.ShouldBe(whole.Usage);
        (whole.Usage!.Value.Input, whole.Usage.Value.CachedInput, whole.Usage.Value.CacheWrite, whole.Usage.Value.CacheWrite1h).ShouldBe((35, 10, 20, 8));
        stream.Choices[0].Finish.ShouldBe(FinishReason.ToolCalls);
    }

    [Fact]
    public void The_tool_that_stands_for_the_answer_is_read_as_the_answer()
    {
        var whole = Read.Whole(Upstream, """
            {"output":{"message":{"content":[{"toolUse":{"toolUseId":"t","name":"tollgate_structured_reply","input":{"a":"b"}}}]}},"stopReason":"tool_use"}
            """)!;
        var (stream, _) = Read.Frames(Upstream,
            ("contentBlockStart", """{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t","name":"tollgate_structured_reply"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"a\":"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolUse":{"input":"\"b\"}"}}}"""),
            ("messageStop", """{"stopReason":"tool_use"}"""));
        Read.Told(whole).ShouldBe("text {\"a\":\"b\"}");
        Read.Told(stream).ShouldBe(Read.Told(whole));
        (whole.Choices[0].Finish, stream.Choices[0].Finish).ShouldBe((FinishReason.Stop, FinishReason.Stop));
    }

    [Fact]
    public void A_stream_without_its_end_broke_and_an_exception_is_a_failure()
    {
        Read.Frames(Upstream, ("messageStart", "{}"), ("contentBlockDelta", """{"delta":{"text":"a"}}""")).IsWhole.ShouldBeFalse();

        var (answer, _) = Read.Frames(Upstream, ("messageStart", "{}"), ("throttlingException", """{"message":"slow down"}"""));
        answer.Failure!.Kind.ShouldBe(FailureKind.RateLimit);
        answer.Failure.Message.ShouldBe("slow down");
        answer.Failure.Code.ShouldBe("throttlingException");
    }

    [Theory]
    [InlineData("bedrock-err-400", FailureKind.BadRequest)]
    [InlineData("bedrock-err-503", FailureKind.Overloaded)]
    [InlineData("bedrock-429", FailureKind.RateLimit)]
    internal void Recorded_refusals_are_understood_with_and_without_their_header(string id, FailureKind kind)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        var recording = Recordings.Get(id);
        Upstream.ReadFailure(recording.Status, recording.ResponseBody).Kind.ShouldBe(kind);
        var failure = Upstream.ReadFailure(recording.Status, Encoding.ASCII.GetBytes(recording.ResponseHeader("x-amzn-errortype")!), recording.ResponseBody);
        failure.Kind.ShouldBe(kind);
        failure.Code.ShouldNotBeNull().ShouldEndWith("Exception");
        failure.Message.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("ExpiredTokenException", 403, FailureKind.Authentication)]
    [InlineData("AccessDeniedException", 403, FailureKind.Permission)]
    [InlineData("ModelTimeoutException:http://x/", 408, FailureKind.Timeout)]
    [InlineData("ModelErrorException", 424, FailureKind.Server)]
    [InlineData("", 424, FailureKind.Server)]
    internal void The_header_says_what_kind_it_is(string type, int status, FailureKind kind) =>
        Upstream.ReadFailure(status, Encoding.ASCII.GetBytes(type), "{\"message\":\"x\"}"u8.ToArray()).Kind.ShouldBe(kind);
}
