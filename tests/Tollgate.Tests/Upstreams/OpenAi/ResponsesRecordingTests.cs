using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Exchange.Chat;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Extracts;
using Tollgate.TestSupport.Grammar;
using Tollgate.Tests.Surfaces.OpenAi;
using Xunit;

namespace Tollgate.Tests.Upstreams.OpenAi;

/// <summary>What providers of responses really sent comes out of the reader, and out of the writer behind it, as it was.</summary>
public sealed class ResponsesRecordingTests
{
    public static IEnumerable<TheoryDataRow<string>> Answers() =>
        Recordings.Where(api: "openai.responses").Where(recording => recording.Status == 200).Select(recording => new TheoryDataRow<string>(recording.Id));

    public static IEnumerable<TheoryDataRow<string>> Streams() => Answers().Where(row => RecordedAnswer.IsStreamed(Recordings.Get(row.Data)));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Answers))]
    public void A_recorded_response_says_the_same_after_a_translation_there_and_back(string id)
    {
        var recording = Recordings.Get(id);
        var client = ResponsesClient.Send("""{"model":"m","input":"x"}""");
        var expected = Describe(RecordedAnswer.Of(recording));
        Describe(Grammars.Stream(ClientDialect.Responses, Encoding.UTF8.GetBytes(client.Stream(sink => Tell(recording, sink))))).ShouldBe(expected);
        Describe(Grammars.Whole(ClientDialect.Responses, Encoding.UTF8.GetBytes(client.Whole(sink => Tell(recording, sink))))).ShouldBe(expected);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Streams))]
    public void The_last_event_alone_says_what_the_stream_said(string id)
    {
        var recording = Recordings.Get(id);
        using var last = JsonDocument.Parse(RecordedAnswer.Frames(recording).Last(frame => frame.Data.StartsWith('{')).Data);
        var response = last.RootElement.GetProperty("response").GetRawText();
        var (streamed, whole) = (new AnswerCollector(), new AnswerCollector());
        ResponsesProvider.Stream(RecordedAnswer.Frames(recording), streamed).ShouldBeTrue();
        ResponsesProvider.Whole(response, whole).ShouldBeTrue();
        streamed.Answer.Usage.ShouldBe(whole.Answer.Usage);
        streamed.Answer.Choices.Count.ShouldBe(1);
        Parts(streamed).ShouldBe(Parts(whole));
    }

    [Fact]
    public void A_recorded_refusal_of_a_model_is_an_unknown_model_in_its_own_words()
    {
        Assert.SkipUnless(Recordings.Available, "no recordings here");
        var recording = Recordings.Get("openai-responses-err");
        var failure = ResponsesProvider.Failure(recording.Status, Encoding.UTF8.GetString(recording.ResponseBody));
        failure.Kind.ShouldBe(Tollgate.Exchange.FailureKind.NotFound);
        (failure.Message, failure.Code, failure.Param).ShouldBe(("The requested model 'invalid-model' does not exist.", "model_not_found", "model"));
    }

    private static void Tell(TestSupport.Recording recording, AnswerSink sink)
    {
        var isRead = RecordedAnswer.IsStreamed(recording)
            ? ResponsesProvider.Stream(RecordedAnswer.Frames(recording), sink)
            : ResponsesProvider.Whole(Encoding.UTF8.GetString(recording.ResponseBody), sink);
        isRead.ShouldBeTrue();
    }

    private static string Parts(AnswerCollector collector)
    {
        var text = new StringBuilder().Append(collector.Answer.Choices[0].Finish);
        foreach (var part in collector.Answer.Choices[0].Parts)
        {
            text.AppendLine().Append(part switch
            {
                TextPart said => "text " + said.Text,
                ReasoningPart thought => $"thought {thought.IsSummary} {thought.Text} {thought.State?.Id} {thought.State?.Data}",
                ToolCallPart call => $"call {call.Id} {call.Name} {Encoding.UTF8.GetString(call.Arguments.Span)}",
                _ => part.ToString(),
            });
        }

        return text.ToString();
    }

    private static string Describe(AnswerSeen seen) => new StringBuilder()
        .AppendLine(seen.Text).AppendLine(seen.Reasoning).AppendLine(seen.Refusal).AppendJoin('\n', seen.Calls).AppendLine()
        .AppendJoin('\n', seen.States).AppendLine().Append(seen.Choices).Append(' ').Append(seen.Finish).Append(' ').Append(seen.Usage).Append(seen.Error)
        .ToString();
}
