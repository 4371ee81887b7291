using Shouldly;
using Tollgate.Exchange;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Upstreams.OpenAi;

public sealed class OpenAiFailuresTests
{
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Recorded))]
    public void Recorded_errors_are_sorted(string id, object kind, string? code)
    {
        var recording = Recordings.Get(id);
        var failure = ChatProvider.Failure(recording.Status, System.Text.Encoding.UTF8.GetString(recording.ResponseBody));

        failure.Kind.ShouldBe((FailureKind)kind);
        failure.Code.ShouldBe(code);
    }

    public static IEnumerable<TheoryDataRow<string, object, string?>> Recorded() =>
        from row in new (string Id, FailureKind Kind, string? Code)[]
        {
            ("openai-err-400", FailureKind.BadRequest, "unsupported_parameter"),
            ("openai-err-401", FailureKind.Authentication, "invalid_api_key"),
            ("openai-err-404", FailureKind.NotFound, "model_not_found"),
            ("azure-err-401", FailureKind.Authentication, "401"),
            ("azure-err-404", FailureKind.NotFound, "DeploymentNotFound"),
            ("azure-err-429", FailureKind.RateLimit, "RateLimitReached"),
            ("groq-tool-err", FailureKind.BadRequest, "tool_use_failed"),
            ("deepseek-err-400", FailureKind.BadRequest, "invalid_request_error"),
            ("deepseek-err-401", FailureKind.Authentication, "invalid_request_error"),
            ("xai-err-400", FailureKind.Authentication, "invalid-argument"),
            ("xai-err-404", FailureKind.NotFound, "Some requested entity was not found"),
            ("openrouter-err-400", FailureKind.ContextTooLong, "400"),
            ("openrouter-err-403", FailureKind.ContentFilter, "403"),
            ("openrouter-err-404", FailureKind.NotFound, "404"),
            ("openrouter-err-429", FailureKind.RateLimit, "429"),
            ("openai-429-rate", FailureKind.RateLimit, "rate_limit_exceeded"),
            ("openai-429-quota", FailureKind.Balance, "insufficient_quota"),
            ("openai-500", FailureKind.Server, "server_error"),
            ("gateway-502-html", FailureKind.Server, null),
            ("qwen-compat-429", FailureKind.RateLimit, "limit_requests"),
            ("qianfan-v2-401", FailureKind.Authentication, "invalid_iam_token"),
            ("ark-404", FailureKind.NotFound, "InvalidEndpointOrModel.NotFound"),
            ("ark-429", FailureKind.RateLimit, "ModelAccountTpmRateLimitExceeded"),
            ("moonshot-429", FailureKind.RateLimit, "rate_limit_reached_error"),
            ("zhipu-429", FailureKind.RateLimit, "1302"),
            ("vllm-400", FailureKind.ContextTooLong, "400"),
            ("vllm-400-old", FailureKind.ContextTooLong, "400"),
            ("vllm-422", FailureKind.BadRequest, "missing"),
            ("llamacpp-503", FailureKind.Overloaded, "503"),
        }
        where Recordings.Available
        select new TheoryDataRow<string, object, string?>(row.Id, row.Kind, row.Code);

    [Theory]
    [InlineData("""{"base_resp":{"status_code":1002,"status_msg":"rate limit"}}""", FailureKind.RateLimit, "rate limit")]
    [InlineData("""{"choices":null,"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""", FailureKind.Balance, "insufficient balance")]
    [InlineData("""{"error":{"message":"filtered","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", FailureKind.ContentFilter, "filtered")]
    [InlineData("""{"error":{"code":502,"message":"Upstream error"}}""", FailureKind.Server, "Upstream error")]
    [InlineData("""{"error":{"message":"bad","type":"invalid_request_error","status_code":400}}""", FailureKind.BadRequest, "bad")]
    [InlineData("""{"error":"Model is overloaded","error_type":"overloaded"}""", FailureKind.Overloaded, "Model is overloaded")]
    public void Errors_come_with_a_status_of_success_too(string body, object kind, string message)
    {
        var (whole, isAnswer) = ChatProvider.Whole(body);
        var (stream, ended) = ChatProvider.Stream("""{"choices":[{"delta":{"content":"a"}}]}""", body);

        isAnswer.ShouldBeTrue();
        ended.ShouldBeTrue();
        (whole.Failure!.Kind, whole.Failure.Message).ShouldBe(((FailureKind)kind, message));
        stream.Failure.ShouldBe(whole.Failure);
    }

    [Theory]
    [InlineData("Please try again in 20s. Visit", 20)]
    [InlineData("Please try again in 1m2.5s.", 63)]
    [InlineData("Please try again in 6ms.", 1)]
    [InlineData("please try again after 3 seconds", 3)]
    [InlineData("please try again later", 0)]
    [InlineData("try again in 99999999999999h", 3600)]
    public void Words_about_when_to_come_back_are_understood(string message, int seconds) =>
        ChatProvider.Failure(429, $$$"""{"error":{"message":"{{{message}}}","type":"x"}}""").RetryAfterSeconds.ShouldBe(seconds);

    [Fact]
    public void A_page_is_no_message()
    {
        ChatProvider.Failure(502, "<html>Bad Gateway</html>").Message.ShouldBeEmpty();
        ChatProvider.Failure(429, "slow down").Message.ShouldBe("slow down");
        ChatProvider.Whole("<!doctype html>").IsAnswer.ShouldBeFalse();
        ChatProvider.Whole("").IsAnswer.ShouldBeFalse();
    }
}
