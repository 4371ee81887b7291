using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Tests.Exchange;
using Tollgate.TestSupport;
using Tollgate.Upstreams.Gemini;
using Xunit;

namespace Tollgate.Tests.Upstreams.Gemini;

public sealed class GenerateContentReaderTests
{
    private static readonly GenerateContentUpstream Upstream = new();

    [Fact]
    public void A_whole_answer_and_its_stream_say_the_same_under_the_same_ids()
    {
        const string First = """{"candidates":[{"content":{"parts":[{"text":"why","thought":true}]},"index":0}],"responseId":"r-1","modelVersion":"m"}""";
        const string Second = """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{ "a" : [1, 2] }},"thoughtSignature":"S=="},{"functionCall":{"name":"g"}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"toolUsePromptTokenCount":2,"candidatesTokenCount":5,"thoughtsTokenCount":7},"responseId":"r-1"}""";
        var (stream, isWhole) = Read.Frames(Upstream, ("", First), ("", Second));
        var array = Read.Whole(Upstream, $"[{First},\r\n{Second}\n]")!;

        isWhole.ShouldBeTrue();
        Read.Told(stream).ShouldBe("reasoning why state Gemini S==\ncall f {\"a\":[1,2]}\ncall g ");
        Read.Told(array).ShouldBe(Read.Told(stream));
        array.Usage.ShouldBe(stream.Usage);
        (stream.Usage!.Value.Input, stream.Usage.Value.Output, stream.Usage.Value.Reasoning).ShouldBe((5, 12, 7));
        stream.Choices[0].Finish.ShouldBe(FinishReason.ToolCalls);
        stream.Choices[0].Parts.OfType<ToolCallPart>().Select(call => call.Id.ToString()).ShouldBe(["tgc_r-1_0", "tgc_r-1_1"]);
        array.Choices[0].Parts.OfType<ToolCallPart>().Select(call => call.Id.ToString()).ShouldBe(["tgc_r-1_0", "tgc_r-1_1"]);
    }

    [Fact]
    public void A_finish_reason_in_every_frame_ends_nothing_early()
    {
        var (answer, isWhole) = Read.Frames(Upstream,
            ("", """{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}"""),
            ("", """{"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"MAX_TOKENS"}]}"""));
        isWhole.ShouldBeTrue();
        Read.Told(answer).ShouldBe("text ab");
        answer.Choices[0].Finish.ShouldBe(FinishReason.Length);
    }

    [Fact]
    public void A_stream_without_a_finish_reason_broke()
    {
        Read.Frames(Upstream, ("", """{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}""")).IsWhole.ShouldBeFalse();
        Read.Frames(Upstream, ("", "no JSON"), ("", "7")).IsWhole.ShouldBeFalse();
    }

    [Fact]
    public void A_model_that_gave_nothing_but_a_broken_call_failed()
    {
        var answer = Read.Whole(Upstream, """{"candidates":[{"content":{},"finishReason":"MALFORMED_FUNCTION_CALL","finishMessage":"Malformed function call: f("}]}""")!;
        answer.Failure!.Kind.ShouldBe(FailureKind.Server);
        answer.Failure.Code.ShouldBe("MALFORMED_FUNCTION_CALL");
        answer.Failure.Message.ShouldContain("f(");
        Read.Whole(Upstream, """{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"OTHER"}]}""")!.Choices[0].Finish.ShouldBe(FinishReason.Stop);
    }

    [Fact]
    public void An_error_in_a_stream_is_the_providers_failure()
    {
        var (answer, _) = Read.Frames(Upstream, ("", """[{"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}]"""));
        answer.Failure!.Kind.ShouldBe(FailureKind.Overloaded);
        answer.Failure.Message.ShouldBe("busy");
    }

    [Fact]
    public void Log_probabilities_are_told_in_OpenAIs_form()
    {
        var answer = Read.Whole(Upstream, """
            {"candidates":[{"content":{"parts":[{"text":"é"}]},"finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"token":"é","tokenId":1,"logProbability":-0.5}],
              "topCandidates":[{"candidates":[{"token":"é","logProbability":-0.5},{"token":"e","logProbability":-2}]}]}}]}
            """)!;
        Carried.ShouldSay(System.Text.Encoding.UTF8.GetString(answer.Choices[0].Logprobs[0].Span), """
            [{"token":"é","logprob":-0.5,"bytes":[195,169],"top_logprobs":[{"token":"é","logprob":-0.5,"bytes":[195,169]},{"token":"e","logprob":-2,"bytes":[101]}]}]
            """);
    }

    [Fact]
    public void Sources_are_told_once_though_every_frame_repeats_them()
    {
        const string Frame = """{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP","groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}}]}}]}""";
        var (answer, _) = Read.Frames(Upstream, ("", Frame), ("", Frame));
        ((TextPart)answer.Choices[0].Parts[0]).Citations.ShouldHaveSingleItem().Url.ToString().ShouldBe("https://a.example");
    }

    [Fact]
    public void Numbers_of_a_hostile_provider_are_bounded()
    {
        var (answer, _) = Read.Frames(Upstream, ("", """{"candidates":[{"index":2000000000,"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}"""));
        answer.Choices.Count.ShouldBeLessThanOrEqualTo(AnswerCollector.MaxChoices);
    }

    [Fact]
    public void Signatures_of_every_recorded_answer_go_back_byte_for_byte_on_the_part_that_they_came_with()
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        foreach (var recording in Recordings.Where("gemini.generateContent", isStream: false).Where(r => r.Status == 200 && r.Features.Contains("thoughtSignature", StringComparer.Ordinal)))
        {
            var request = new ChatRequest();
            var turn = new Turn { Role = Role.Assistant };
            turn.Parts.AddRange(Read.Whole(Upstream, recording.ResponseBody)!.Choices[0].Parts);
            request.Turns.Add(turn);
            var call = new UpstreamCall { Preset = Read.Call.Preset, Model = "gemini-2.5-flash" };
            var written = Read.Json(Carried.Written(json => Upstream.Write(request, call, new TranslationNotes(), json)));
            var sent = Read.Json(System.Text.Encoding.UTF8.GetString(recording.ResponseBody))["candidates"u8][0]["content"u8]["parts"u8];
            for (var i = 0; i < sent.Length; i++)
            {
                var back = written["contents"u8][0]["parts"u8][i];
                back["thoughtSignature"u8].Text.ToString().ShouldBe(sent[i]["thoughtSignature"u8].Text.ToString(), recording.Id);
                back["functionCall"u8]["name"u8].Text.ToString().ShouldBe(sent[i]["functionCall"u8]["name"u8].Text.ToString(), recording.Id);
            }
        }
    }

    [Theory]
    [InlineData("gemini-err-400", FailureKind.Authentication, 0)]
    [InlineData("gemini-err-429", FailureKind.RateLimit, 48)]
    [InlineData("vertex-err", FailureKind.BadRequest, 0)]
    [InlineData("gemini-503", FailureKind.Overloaded, 0)]
    internal void Recorded_refusals_are_understood(string id, FailureKind kind, int retryAfter)
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not here.");
        var recording = Recordings.Get(id);
        var failure = Upstream.ReadFailure(recording.Status, recording.ResponseBody);
        failure.Kind.ShouldBe(kind);
        failure.RetryAfterSeconds.ShouldBe(retryAfter);
        failure.Message.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("""{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}""", FailureKind.ContextTooLong)]
    [InlineData("""{"error":{"code":429,"message":"q","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x","retryDelay":"0.3s"}]}}""", FailureKind.RateLimit)]
    [InlineData("<html>Bad gateway</html>", FailureKind.Server)]
    [InlineData("", FailureKind.Server)]
    internal void Other_refusals_are_understood(string body, FailureKind kind)
    {
        Upstream.ReadFailure(502, System.Text.Encoding.UTF8.GetBytes(body)).Kind.ShouldBe(kind);
    }
}
