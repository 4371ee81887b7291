using Shouldly;
using Tollgate.Exchange.Chat;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Grammar;
using Xunit;

namespace Tollgate.Tests.Surfaces.Anthropic;

/// <summary>Anthropic's recorded answers, read by the provider's half and written again by the client's half: the strict reader sees the same in both.</summary>
public sealed class RecordedMessagesTests
{
    public static TheoryData<string> Answers()
    {
        var data = new TheoryData<string>();
        foreach (var recording in Recordings.Where("anthropic.messages"))
        {
            if (recording.Status == 200 && !recording.Id.Contains("cut", StringComparison.Ordinal) && !recording.Id.Contains("unknown", StringComparison.Ordinal))
            {
                data.Add(recording.Id);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public void An_answer_keeps_all_it_says_as_a_stream_and_whole(string id)
    {
        var recording = Recordings.Get(id);
        var isStream = recording.ResponseBody.AsSpan().StartsWith("event:"u8);
        var expected = isStream ? AnthropicGrammar.Stream(recording.ResponseBody) : AnthropicGrammar.Whole(recording.ResponseBody);

        var stream = AnthropicGrammar.Stream(MessagesRig.Stream(sink => MessagesRig.Tell(recording.ResponseBody, isStream, sink)));
        ShouldSay(stream, expected);
        if (expected.Error is null)
        {
            ShouldSay(AnthropicGrammar.Whole(MessagesRig.Whole(sink => MessagesRig.Tell(recording.ResponseBody, isStream, sink))), expected);
        }
    }

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public void A_gathered_answer_told_again_is_the_same(string id)
    {
        var recording = Recordings.Get(id);
        var isStream = recording.ResponseBody.AsSpan().StartsWith("event:"u8);
        var collector = new AnswerCollector();
        MessagesRig.Tell(recording.ResponseBody, isStream, collector);
        if (collector.Answer.Failure is not null)
        {
            return; // told as an error and not as an answer
        }

        var told = AnthropicGrammar.Stream(MessagesRig.Stream(sink => AnswerReplay.Tell(collector.Answer, sink)));
        ShouldSay(told, isStream ? AnthropicGrammar.Stream(recording.ResponseBody) : AnthropicGrammar.Whole(recording.ResponseBody));
    }

    [Fact]
    public void There_are_recordings()
    {
        Assert.SkipUnless(Recordings.Available, "The recordings are not there.");
        Answers().Count.ShouldBeGreaterThan(15);
    }

    private static void ShouldSay(AnswerSeen seen, AnswerSeen expected)
    {
        seen.Text.ShouldBe(expected.Text);
        seen.Reasoning.ShouldBe(expected.Reasoning);
        seen.Calls.ShouldBe(expected.Calls);
        seen.States.ShouldBe(expected.States);
        seen.Finish.ShouldBe(expected.Finish);
        seen.Error.ShouldBe(expected.Error);
        if (expected.Error is null)
        {
            seen.Usage.ShouldBe(expected.Usage);
        }
    }
}
