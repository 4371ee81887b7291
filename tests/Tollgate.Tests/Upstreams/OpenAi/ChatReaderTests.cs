using System.Text;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Xunit;

namespace Tollgate.Tests.Upstreams.OpenAi;

public sealed class ChatReaderTests
{
    [Fact]
    public void Calls_may_interleave_and_ids_may_be_repeated_or_empty()
    {
        var (answer, isWhole) = ChatProvider.Stream(
            Delta("""{"role":"assistant","tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}},{"index":1,"id":"b","function":{"name":"g","arguments":"{"}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"id":"","function":{"arguments":"{\"x\":"}}]}"""),
            Delta("""{"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":"\"y\":2}"}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"arguments":"1}"}}]}"""),
            Finish("tool_calls"));

        isWhole.ShouldBeTrue();
        Calls(answer).ShouldBe(["a f {\"x\":1}", "b g {\"y\":2}"]);
    }

    [Fact]
    public void Calls_that_share_an_index_are_told_apart_by_their_ids()
    {
        var (answer, _) = ChatProvider.Stream(
            Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"id":"b","function":{"name":"g","arguments":"{\"z\":0}"}}]}"""),
            Finish("stop"));

        Calls(answer).ShouldBe(["a f {}", "b g {\"z\":0}"]);
        answer.Choices[0].Finish.ShouldBe(FinishReason.ToolCalls);
    }

    [Fact]
    public void Calls_without_ids_get_the_same_ones_whenever_they_are_read()
    {
        string Read() => Calls(ChatProvider.Whole("""
            {"id":"r1","choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":{"o":1}}},{"function":{"name":"f","arguments":null}}]},"finish_reason":"stop"}]}
            """).Answer).Aggregate((a, b) => a + "|" + b);

        Read().ShouldBe(Read());
        var ids = Read().Split('|').Select(call => call.Split(' ')[0]).ToList();
        ids[0].ShouldStartWith("call_");
        ids[0].ShouldNotBe(ids[1]);
        Read().ShouldContain("{\"o\":1}");
    }

    [Fact]
    public void Arguments_wait_for_the_calls_name()
    {
        var (answer, _) = ChatProvider.Stream(
            Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{\"x\""}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"function":{"name":"f","arguments":":1}"}}]}"""),
            Finish("tool_calls"));

        Calls(answer).ShouldBe(["a f {\"x\":1}"]);
    }

    [Fact]
    public void Thoughts_are_read_from_every_field()
    {
        foreach (var delta in new[]
        {
            """{"reasoning_content":"hm"}""", """{"reasoning":"hm"}""", """{"reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}]}""",
            """{"reasoning_details":[{"type":"reasoning.text","text":"hm"}]}""", """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}""",
        })
        {
            var (answer, _) = ChatProvider.Stream(Delta(delta), Delta("""{"content":"yes"}"""), Finish("stop"));
            answer.Choices[0].Parts.Select(part => part is ReasoningPart thought ? $"({thought.Text})" : ((TextPart)part).Text.ToString()).ShouldBe(["(hm)", "yes"], delta);
        }
    }

    [Fact]
    public void Signed_details_become_one_note_that_goes_back_as_it_came()
    {
        var (answer, _) = ChatProvider.Stream(
            Delta("""{"reasoning":"h","reasoning_details":[{"type":"reasoning.text","text":"h","format":"anthropic-claude-v1","index":0}]}"""),
            Delta("""{"reasoning":"m","reasoning_details":[{"type":"reasoning.text","text":"m","index":0}]}"""),
            Delta("""{"reasoning_details":[{"type":"reasoning.text","signature":"sig\/1","index":0}]}"""),
            Delta("""{"reasoning_details":[{"type":"reasoning.encrypted","data":"D","id":"e1","index":1}]}"""),
            Delta("""{"content":"yes"}"""),
            Finish("stop"));

        var thought = answer.Choices[0].Parts[0].ShouldBeOfType<ReasoningPart>();
        var note = thought.State.ShouldNotBeNull();
        note.Origin.ShouldBe(StateOrigin.ReasoningDetails);
        const string Details = """[{"type":"reasoning.text","text":"hm","signature":"sig\/1","format":"anthropic-claude-v1","index":0},{"type":"reasoning.encrypted","data":"D","id":"e1","index":1}]""";
        note.Data.ToString().ShouldBe(Details);

        var request = new ChatRequest();
        var turn = new Turn { Role = Role.Assistant };
        turn.Parts.AddRange(answer.Choices[0].Parts);
        request.Turns.Add(turn);
        ChatProvider.Receive(request, new ChatQuirks { ReasoningField = "reasoning_details" })["messages"]![0]!["reasoning_details"]!.ToJsonString()
            .ShouldBe(System.Text.Json.Nodes.JsonNode.Parse(Details)!.ToJsonString());
    }

    [Fact]
    public void Googles_signatures_stand_before_their_calls_and_go_back_there()
    {
        var (answer, _) = ChatProvider.Stream(
            Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"S1"}}}]}"""),
            Finish("tool_calls"));

        answer.Choices[0].Parts[0].ShouldBeOfType<ReasoningPart>().State!.Data.ToString().ShouldBe("S1");
        var request = new ChatRequest();
        var turn = new Turn { Role = Role.Assistant };
        turn.Parts.AddRange(answer.Choices[0].Parts);
        request.Turns.Add(turn);
        ChatProvider.Receive(request, model: "gemini-3-pro").ToJsonString().ShouldContain("\"extra_content\":{\"google\":{\"thought_signature\":\"S1\"}}");
        ChatProvider.Receive(request, model: "other").ToJsonString().ShouldNotContain("S1");
    }

    [Theory]
    [InlineData("sensitive", FinishReason.ContentFilter)]
    [InlineData("model_context_window_exceeded", FinishReason.Length)]
    [InlineData("eos", FinishReason.Stop)]
    [InlineData("model_length", FinishReason.Length)]
    public void Ends_have_many_words(string word, object reason) =>
        ChatProvider.Stream(Delta("""{"content":"a"}"""), Finish(word)).Answer.Choices[0].Finish.ShouldBe((FinishReason)reason);

    [Theory]
    [InlineData("network_error")]
    [InlineData("error")]
    public void An_end_by_a_breakdown_is_a_failure(string word) =>
        ChatProvider.Stream(Delta("""{"content":"a"}"""), Finish(word)).Answer.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.Server);

    [Fact]
    public void A_stream_without_an_end_is_broken()
    {
        ChatProvider.Stream(Delta("""{"content":"a"}""")).IsWhole.ShouldBeFalse();
        ChatProvider.Stream().IsWhole.ShouldBeFalse();
        ChatProvider.Stream("not json", """{"choices":[]}""", """{"choices":null}""", "[]", "7").IsWhole.ShouldBeFalse();
    }

    [Fact]
    public void Numbers_that_a_provider_makes_up_do_not_matter()
    {
        var (answer, isWhole) = ChatProvider.Stream(
            """{"choices":[{"index":1000000000,"delta":{"content":"x"}},{"index":-4,"delta":{"content":"x"}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"a","tool_calls":[{"index":99999999999,"id":"q","function":{"name":"f"}}]},"finish_reason":"stop"}]}""");

        isWhole.ShouldBeTrue();
        answer.Choices.Count.ShouldBe(1);
        Calls(answer).ShouldBe(["q f "]);
    }

    [Fact]
    public void Sources_and_pictures_are_read()
    {
        var (answer, _) = ChatProvider.Whole("""
            {"choices":[{"message":{"content":"a[1]","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}]},"finish_reason":"stop"}],
             "search_results":[{"title":"T","url":"https://x","snippet":"S"}]}
            """);

        answer.Choices[0].Parts.OfType<MediaPart>().ShouldHaveSingleItem().Base64.ToString().ShouldBe("aGk=");
    }

    [Fact]
    public void A_piece_of_text_costs_at_most_one_small_object()
    {
        var sink = UnheardAnswer.Instance;
        var reader = ChatProvider.Reader(sink);
        ReadOnlyMemory<byte> frame = Encoding.UTF8.GetBytes(
            """{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}]}""");
        ReadOnlyMemory<byte> call = Encoding.UTF8.GetBytes("""{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{x"}}]},"finish_reason":null}]}""");
        reader.ReadFrame(default, Encoding.UTF8.GetBytes(Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f"}}]}""")));
        for (var i = 0; i < 100; i++)
        {
            reader.ReadFrame(default, frame);
            reader.ReadFrame(default, call);
        }

        const int Rounds = 1000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            reader.ReadFrame(default, frame);
            reader.ReadFrame(default, call);
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / (2 * Rounds)).ShouldBeLessThanOrEqualTo(120);
    }

    private static string Delta(string delta) => $$"""{"id":"c","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""";

    private static string Finish(string word) => $$"""{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"{{word}}"}]}""";

    private static List<string> Calls(ChatAnswer answer) =>
        [.. answer.Choices[0].Parts.OfType<ToolCallPart>().Select(call => $"{call.Id} {call.Name} {Encoding.UTF8.GetString(call.Arguments.Span)}")];
}
