using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.TestSupport.Grammar;
using Tollgate.Tests.Upstreams.OpenAi;
using Xunit;

namespace Tollgate.Tests.Surfaces.OpenAi;

/// <summary>Agents that send a response's items back, turn after turn, as OpenAI's own SDK does.</summary>
public sealed class ResponsesLoopTests
{
    private const int Turns = 10;

    [Theory]
    [InlineData(StateOrigin.Anthropic, true)]
    [InlineData(StateOrigin.Anthropic, false)]
    [InlineData(StateOrigin.AnthropicRedacted, true)]
    [InlineData(StateOrigin.Gemini, true)]
    [InlineData(StateOrigin.ReasoningDetails, false)]
    [InlineData(StateOrigin.OpenAi, true)]
    internal void Ten_turns_later_every_note_is_byte_for_byte_what_it_was(StateOrigin origin, bool streams)
    {
        var history = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "go" });
        var notes = new List<OpaqueState>();
        for (var turn = 0; turn < Turns; turn++)
        {
            var client = ResponsesClient.Send(new JsonObject { ["model"] = "m", ["input"] = history.DeepClone() }.ToJsonString());
            client.Notes.RefusedField.ShouldBeNull();
            var kept = client.Request.Turns.SelectMany(said => said.Parts).OfType<ReasoningPart>().ToList();
            kept.Select(part => Describe(part.State!)).ShouldBe(notes.Select(Describe));
            kept.Select(part => part.Text.ToString()).ShouldBe(Enumerable.Range(0, turn).Select(Thought));
            client.Request.Turns.SelectMany(said => said.Parts).OfType<ToolCallPart>().Select(call => call.Id.ToString())
                .ShouldBe(Enumerable.Range(0, turn).Select(number => $"toolu_{number}"));

            var note = Note(origin, turn);
            notes.Add(note);
            var number = turn;
            void Answer(AnswerSink sink) => Tell(sink, number, note);
            foreach (var item in Output(client, Answer, streams))
            {
                history.Add(item!.DeepClone());
            }

            history.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = $"toolu_{turn}", ["output"] = $"result {turn}" });
        }
    }

    [Fact]
    public void Ten_turns_later_OpenAI_gets_its_own_items_back_before_the_calls_they_led_to()
    {
        var history = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "go" });
        for (var turn = 0; turn < Turns; turn++)
        {
            var client = ResponsesClient.Send(new JsonObject { ["model"] = "m", ["input"] = history.DeepClone() }.ToJsonString());
            var sent = ResponsesProvider.Receive(client.Request, model: "gpt-5").GetProperty("input").EnumerateArray().ToList();
            var thoughts = sent.Where(item => item.GetProperty("type").GetString() == "reasoning").ToList();
            thoughts.Select(item => item.GetProperty("encrypted_content").GetString()).ShouldBe(Enumerable.Range(0, turn).Select(Cipher));
            foreach (var thought in thoughts)
            {
                sent[sent.IndexOf(thought) + 1].GetProperty("type").GetString().ShouldBe("function_call");
            }

            var number = turn;
            foreach (var item in Output(client, sink => Tell(sink, number, Note(StateOrigin.OpenAi, number)), streams: true))
            {
                history.Add(item!.DeepClone());
            }

            history.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = $"toolu_{turn}", ["output"] = "ok" });
        }
    }

    private static void Tell(AnswerSink sink, int turn, OpaqueState note)
    {
        sink.Begin(new AnswerStart { Id = JsonString.Of($"msg_{turn}") });
        foreach (var piece in Thought(turn).Chunk(3))
        {
            sink.Reasoning(0, JsonString.Of(new string(piece)), isSummary: note.Origin == StateOrigin.OpenAi);
        }

        sink.State(0, note);
        sink.ToolCall(0, 0, JsonString.Of($"toolu_{turn}"), JsonString.Of("f"));
        sink.ToolArguments(0, 0, JsonString.Of("{\"n\":"));
        sink.ToolArguments(0, 0, JsonString.Of($"{turn}}}"));
        sink.Finish(0, FinishReason.ToolCalls, default);
        sink.End();
    }

    private static JsonArray Output(ResponsesClient client, Action<AnswerSink> answer, bool streams)
    {
        if (!streams)
        {
            return System.Text.Json.Nodes.JsonNode.Parse(client.Whole(answer))!["output"]!.AsArray();
        }

        var last = SseText.Read(Encoding.UTF8.GetBytes(client.Stream(answer)))[^1];
        return System.Text.Json.Nodes.JsonNode.Parse(last.Data)!["response"]!["output"]!.AsArray();
    }

    private static OpaqueState Note(StateOrigin origin, int turn) => new(origin, new JsonString(origin == StateOrigin.ReasoningDetails
        ? Encoding.UTF8.GetBytes($"[{{\\\"type\\\":\\\"reasoning.encrypted\\\",\\\"data\\\":\\\"{turn}\\\\\\u00e4\\\"}}]")
        : Encoding.UTF8.GetBytes(Cipher(turn))));

    private static string Cipher(int turn) => Convert.ToBase64String(Enumerable.Range(0, 200 + turn).Select(i => (byte)(i * 7 * (turn + 1))).ToArray());

    private static string Thought(int turn) => $"Thought {turn}: a \"quoted\" line\nand ü 𝄞 more.";

    private static string Describe(OpaqueState state) => $"{state.Origin} {Encoding.UTF8.GetString(state.Data.Span)}";
}
