using Shouldly;
using Tollgate.Exchange;
using Tollgate.Metering;
using Tollgate.Surfaces.OpenAi;
using Tollgate.Tests.Exchange.Unary;
using Tollgate.Upstreams.Gemini;
using Xunit;

namespace Tollgate.Tests.Exchange.Images;

public sealed class ImageAnswerTests
{
    [Fact]
    public void A_picture_is_handed_on_as_it_was_written_and_what_it_used_is_told()
    {
        var call = Ask();
        call.Answer(
            """
            {"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"draft"},"thought":true},{"text":"Here."},
            {"inlineData":{"mimeType":"image/png","data":"iVBO\/w=="}}],"role":"model"},"finishReason":"STOP"}],
            "usageMetadata":{"promptTokenCount":12,"candidatesTokenCount":1300,"thoughtsTokenCount":64,"totalTokenCount":1376,
            "candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}}
            """).ShouldBe(
            """{"created":0,"data":[{"b64_json":"iVBO\/w=="}],"output_format":"png","usage":{"total_tokens":1376,"input_tokens":12,"output_tokens":1364,"input_tokens_details":{"text_tokens":12,"image_tokens":0},"output_tokens_details":{"text_tokens":74,"image_tokens":1290}}}""");
        call.Failure.ShouldBeNull();
        call.Usage.ShouldBe(new TokenUsage { Input = 12, Output = 1364, Reasoning = 64, ImageOutput = 1290, Total = 1376, Source = UsageSource.Reported });
    }

    [Fact]
    public void A_count_without_parts_is_one_of_the_picture()
    {
        var call = Ask();
        call.Answer("""{"candidates":[{"content":{"parts":[{"inlineData":{"data":"AAAA"}}]}}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":1290,"totalTokenCount":1295}}""")
            .ShouldNotBeNull().ShouldNotContain("output_format");
        call.Usage.ImageOutput.ShouldBe(1290);
    }

    [Fact]
    public void Imagen_s_pictures_come_without_usage_and_with_the_prompt_that_it_made()
    {
        var call = Ask();
        call.Answer("""{"predictions":[{"mimeType":"image/jpeg","bytesBase64Encoded":"AAAA","prompt":"a green hill"},{"raiFilteredReason":"blocked"},{"bytesBase64Encoded":"BBBB"}]}""")
            .ShouldBe("""{"created":0,"data":[{"b64_json":"AAAA","revised_prompt":"a green hill"},{"b64_json":"BBBB"}],"output_format":"jpeg"}""");
        call.Usage.Source.ShouldBe(UsageSource.None);
    }

    public static TheoryData<string, int, string?, string> Empty() => new()
    {
        { """{"candidates":[{"finishReason":"IMAGE_SAFETY","finishMessage":"Unable to show it."}]}""", (int)FailureKind.ContentFilter, "IMAGE_SAFETY", "Unable to show it." },
        { """{"candidates":[{"finishReason":"SAFETY"}]}""", (int)FailureKind.ContentFilter, "SAFETY", "made no picture (SAFETY)" },
        { """{"candidates":[{"finishReason":"NO_IMAGE"}]}""", (int)FailureKind.BadRequest, "NO_IMAGE", "made no picture" },
        { """{"candidates":[{"content":{"parts":[{"text":"I would rather talk."}]},"finishReason":"STOP"}]}""", (int)FailureKind.BadRequest, "STOP", "rather talk" },
        { """{"candidates":[{"finishReason":"OTHER"}]}""", (int)FailureKind.Server, "OTHER", "made no picture" },
        { """{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}""", (int)FailureKind.ContentFilter, "PROHIBITED_CONTENT", "prompt was blocked" },
        { """{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}""", (int)FailureKind.RateLimit, "RESOURCE_EXHAUSTED", "slow down" },
        { """{"predictions":[{"raiFilteredReason":"It was filtered."}]}""", (int)FailureKind.ContentFilter, null, "It was filtered." },
        { "{}", (int)FailureKind.ContentFilter, null, "left no picture" },
        { """{"candidates":[{"content":{"parts":[{"inlineData":7}]}}]}""", (int)FailureKind.Server, null, "made no picture" },
    };

    [Theory]
    [MemberData(nameof(Empty))]
    public void An_answer_without_a_picture_is_a_failure_with_its_reason(string answer, int kind, string? code, string words)
    {
        var call = Ask();
        call.Answer(answer).ShouldNotBeNull();
        var failure = call.Failure.ShouldNotBeNull();
        ((int)failure.Kind).ShouldBe(kind);
        failure.Code.ShouldBe(code);
        failure.Message.ShouldContain(words);
    }

    [Fact]
    public void What_a_blocked_answer_used_is_known()
    {
        var call = Ask();
        call.Answer("""{"candidates":[{"finishReason":"IMAGE_SAFETY"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":3,"totalTokenCount":12}}""");
        call.Usage.ShouldBe(new TokenUsage { Input = 9, Output = 3, Total = 12, Source = UsageSource.Reported });
    }

    [Theory]
    [InlineData("""{"status":"ok"}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public void What_is_no_answer_is_none(string answer) => Ask().Answer(answer).ShouldBeNull();

    private static UnaryCall Ask() => new(new OpenAiImageSurface(null), new GeminiImageUpstream(NoErrors.Instance), """{"prompt":"a hill"}""");
}
