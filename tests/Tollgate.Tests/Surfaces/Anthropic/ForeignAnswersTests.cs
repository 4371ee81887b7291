using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.TestSupport;
using Tollgate.TestSupport.Grammar;
using Tollgate.Upstreams.Cohere;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.Ollama;
using Tollgate.Upstreams.OpenAi;
using Xunit;

namespace Tollgate.Tests.Surfaces.Anthropic;

/// <summary>Recorded answers of all other vendors, as a messages client gets them: by the strict grammar, and the same as a stream and whole.</summary>
public sealed class ForeignAnswersTests
{
    public static TheoryData<string> Answers()
    {
        var data = new TheoryData<string>();
        foreach (var recording in Recordings.All())
        {
            if (recording.Status == 200 && UpstreamOf(recording.Api) is not null)
            {
                data.Add(recording.Id);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public void An_answer_of_another_vendor_is_good_grammar_and_says_the_same_in_both_forms(string id)
    {
        var recording = Recordings.Get(id);
        var collector = new AnswerCollector();
        if (!TryTell(recording, collector) || !collector.IsEnded || collector.Answer.Failure is not null)
        {
            return; // no answer, or a broken one: what the client gets is an error
        }

        var stream = AnthropicGrammar.Stream(MessagesRig.Stream(sink => TryTell(recording, sink)));
        var whole = AnthropicGrammar.Whole(MessagesRig.Whole(sink => TryTell(recording, sink)));
        stream.Text.ShouldBe(whole.Text);
        stream.Reasoning.ShouldBe(whole.Reasoning);
        stream.Calls.Select(call => call.Name).ShouldBe(whole.Calls.Select(call => call.Name));
        stream.Finish.ShouldBe(whole.Finish);
        stream.States.ShouldBe(whole.States);
        if (collector.Answer.Usage is { } usage)
        {
            stream.Usage.ShouldBe(whole.Usage);
            stream.Usage!.Input.ShouldBe(usage.Input);
            stream.Usage.Output.ShouldBe(usage.Output);
        }
    }

    private static ChatUpstream? UpstreamOf(string api) => api switch
    {
        "openai.chat" or "mistral.chat" or "minimax.chat" => new ChatCompletionsUpstream(),
        "openai.responses" => new ResponsesUpstream(),
        "gemini.generateContent" => new GenerateContentUpstream(),
        "ollama.chat" => new OllamaChatUpstream(),
        "cohere.chat" or "cohere.chat.v2" => new CohereChatUpstream(),
        _ => null,
    };

    private static bool TryTell(TestSupport.Recording recording, AnswerSink sink)
    {
        var upstream = UpstreamOf(recording.Api)!;
        var reader = upstream.NewReader(sink, MessagesRig.CallOf(recording.Model));
        var body = recording.ResponseBody;
        if (recording.IsStream && upstream.Frames == FrameKind.Lines)
        {
            foreach (var line in Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                reader.ReadFrame(default, Encoding.UTF8.GetBytes(line));
            }

            return reader.Complete();
        }

        var text = Encoding.UTF8.GetString(body);
        if (!text.Contains("data:", StringComparison.Ordinal) || text.TrimStart().StartsWith('{') || text.TrimStart().StartsWith('['))
        {
            return reader.TryReadWhole(body);
        }

        foreach (var item in SseText.Read(body, lenient: true).Where(item => !item.IsDone))
        {
            reader.ReadFrame(Encoding.UTF8.GetBytes(item.Name), Encoding.UTF8.GetBytes(item.Data));
        }

        return reader.Complete();
    }
}
