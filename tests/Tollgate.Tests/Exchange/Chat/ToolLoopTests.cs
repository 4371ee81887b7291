using System.Text.Json.Nodes;
using Shouldly;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.TestSupport;
using Tollgate.Tests.Surfaces.OpenAi;
using Tollgate.Tests.Upstreams.OpenAi;
using Tollgate.Upstreams.Anthropic;
using Tollgate.Upstreams.Gemini;
using Tollgate.Upstreams.OpenAi;
using Xunit;

namespace Tollgate.Tests.Exchange.Chat;

/// <summary>Ten turns of a chat client with a reasoning model of another vendor: each note reaches the provider in every later turn, byte for byte.</summary>
public sealed class ToolLoopTests
{
    private const int Turns = 10;

    [Theory]
    [InlineData("anthropic", "stream")]
    [InlineData("anthropic", "merged")]
    [InlineData("anthropic", "whole")]
    [InlineData("anthropic", "plain")]
    [InlineData("anthropic", "plain whole")]
    [InlineData("gemini", "stream")]
    [InlineData("gemini", "whole")]
    [InlineData("gemini", "plain")]
    [InlineData("gemini", "plain whole")]
    [InlineData("openai", "stream")]
    [InlineData("openai", "whole")]
    [InlineData("openai", "plain")]
    public void Notes_survive(string vendor, string habit)
    {
        var client = new ChatClient { Memory = new ReasoningMemory(new ManualTimeProvider()) };
        var messages = new JsonArray(Node("""{"role":"user","content":"go"}"""));
        for (var turn = 0; turn < Turns; turn++)
        {
            var body = new JsonObject { ["model"] = "m", ["reasoning_effort"] = "high", ["messages"] = messages.DeepClone(), ["tools"] = Node("""[{"type":"function","function":{"name":"f"}}]""") };
            var (request, notes) = client.Send(body.ToJsonString());
            notes.RefusedField.ShouldBeNull();
            var sent = ChatProvider.Receive(request, model: ModelOf(vendor), notes: notes, upstream: UpstreamOf(vendor)).ToJsonString();
            notes.RefusedField.ShouldBeNull();
            for (var past = 0; past < turn; past++)
            {
                Count(sent, $"\"{Note(vendor, past)}\"").ShouldBe(1, $"turn {turn}, note of turn {past}: {sent}");
                Count(sent, $"\"call_{past}\"").ShouldBeGreaterThan(0);
            }

            if (vendor == "anthropic" && turn > 0)
            {
                sent.ShouldContain($$"""{"type":"thinking","thinking":"thought {{turn - 1}}","signature":"{{Note(vendor, turn - 1)}}"}""");
            }

            var now = turn;
            messages.Add(MessageOf(client, sink => Answer(sink, vendor, now), habit));
            messages.Add(Node($$"""{"role":"tool","tool_call_id":"call_{{turn}}","content":"result {{turn}}"}"""));
        }
    }

    [Fact]
    public void What_one_caller_keeps_no_other_finds()
    {
        var memory = new ReasoningMemory(new ManualTimeProvider());
        var message = MessageOf(new ChatClient { Memory = memory, Owner = 1 }, sink => Answer(sink, "anthropic", 0), "plain");
        var body = new JsonObject { ["model"] = "m", ["messages"] = new JsonArray(message) }.ToJsonString();

        new ChatClient { Memory = memory, Owner = 1 }.Send(body).Request.Turns[0].Parts.OfType<ReasoningPart>().ShouldHaveSingleItem();
        new ChatClient { Memory = memory, Owner = 2 }.Send(body).Request.Turns[0].Parts.OfType<ReasoningPart>().ShouldBeEmpty();
        memory.Found.ShouldBe(1);
    }

    [Fact]
    public void Thoughts_that_stood_before_a_text_come_back_before_it()
    {
        var memory = new ReasoningMemory(new ManualTimeProvider());
        var client = new ChatClient { Memory = memory };
        var message = MessageOf(
            client,
            sink =>
            {
                sink.Begin(default);
                Think(sink, "one", "s1");
                sink.Text(0, ChatClient.Js("let me see"));
                Think(sink, "two", "s2");
                sink.ToolCall(0, 0, ChatClient.Js("c1"), ChatClient.Js("f"));
                Think(sink, "three", "s3");
                sink.ToolCall(0, 1, ChatClient.Js("c2"), ChatClient.Js("f"));
                sink.Finish(0, FinishReason.ToolCalls, default);
                sink.End();
            },
            "plain");
        var (request, _) = client.Send(new JsonObject { ["model"] = "m", ["messages"] = new JsonArray(message) }.ToJsonString());

        request.Turns[0].Parts.Select(part => part switch
        {
            ReasoningPart thought => $"{thought.Text}/{thought.State?.Data}",
            TextPart text => text.Text.ToString(),
            ToolCallPart call => call.Id.ToString(),
            _ => "?",
        }).ShouldBe(["one/s1", "let me see", "two/s2", "c1", "three/s3", "c2"]);

        static void Think(AnswerSink sink, string text, string note)
        {
            sink.Reasoning(0, ChatClient.Js(text), isSummary: false);
            sink.State(0, new OpaqueState(StateOrigin.Anthropic, ChatClient.Js(note)));
        }
    }

    private static string ModelOf(string vendor) => vendor switch { "anthropic" => "claude-sonnet-4-5", "gemini" => "gemini-3-pro", _ => "gpt-5" };

    private static ChatUpstream UpstreamOf(string vendor) => vendor switch
    {
        "anthropic" => new MessagesUpstream(),
        "gemini" => new GenerateContentUpstream(),
        _ => new ResponsesUpstream(),
    };

    /// <summary>What a vendor's note looks like; each turn's is another.</summary>
    private static string Note(string vendor, int turn) => $"{vendor}{turn}AVSoXO4lu90Bn7IxVcWAjD6KH3ZHMmsCX1tnPJERDI6SZb63hrSEtmJTvsn2SzlecMoXBVmtcrd3keFszUgDpLjFm1gB{turn}==";

    private static void Answer(AnswerSink sink, string vendor, int turn)
    {
        var origin = vendor switch { "anthropic" => StateOrigin.Anthropic, "gemini" => StateOrigin.Gemini, _ => StateOrigin.OpenAi };
        sink.Begin(new AnswerStart { Id = ChatClient.Js($"r{turn}") });
        sink.Reasoning(0, ChatClient.Js("thought "), isSummary: vendor == "openai");
        sink.Reasoning(0, ChatClient.Js($"{turn}"), isSummary: vendor == "openai");
        sink.State(0, new OpaqueState(origin, ChatClient.Js(Note(vendor, turn))) { Id = vendor == "openai" ? ChatClient.Js($"rs_{turn}") : default });
        sink.ToolCall(0, 0, ChatClient.Js($"call_{turn}"), ChatClient.Js("f"));
        sink.ToolArguments(0, 0, ChatClient.Js("{\"n\":1}"));
        sink.Finish(0, FinishReason.ToolCalls, default);
        sink.End();
    }

    /// <summary>What a client sends back as the model's message, by its habit.</summary>
    private static JsonObject MessageOf(ChatClient client, Action<AnswerSink> answer, string habit)
    {
        var message = habit.EndsWith("whole", StringComparison.Ordinal)
            ? client.Whole(answer)["choices"]![0]!["message"]!.DeepClone().AsObject()
            : Gather(client.Stream(answer), isMerged: habit == "merged");
        if (habit.StartsWith("plain", StringComparison.Ordinal))
        {
            message.Remove("reasoning_details");
            message.Remove("reasoning_content");
            foreach (var call in message["tool_calls"]!.AsArray())
            {
                call!.AsObject().Remove("extra_content");
            }
        }

        return message;
    }

    /// <summary>As client libraries add up chunks: texts joined, entries of details listed, or merged by their index.</summary>
    private static JsonObject Gather(List<JsonObject?> stream, bool isMerged)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = "" };
        var (details, calls) = (new JsonArray(), new JsonArray());
        foreach (var delta in stream.Where(chunk => chunk is not null && chunk["choices"]!.AsArray().Count > 0).Select(chunk => chunk!["choices"]![0]!["delta"]!.AsObject()))
        {
            message["content"] = (string?)message["content"] + (string?)delta["content"];
            message["reasoning_content"] = (string?)message["reasoning_content"] + (string?)delta["reasoning_content"];
            foreach (var entry in delta["reasoning_details"]?.AsArray() ?? [])
            {
                AddEntry(details, entry!.DeepClone().AsObject(), isMerged);
            }

            foreach (var call in delta["tool_calls"]?.AsArray() ?? [])
            {
                AddCall(calls, call!.DeepClone().AsObject());
            }
        }

        message["reasoning_details"] = details;
        message["tool_calls"] = calls;
        return message;
    }

    private static void AddEntry(JsonArray details, JsonObject entry, bool isMerged)
    {
        if (!isMerged || details.Count == 0 || (int?)details[^1]!["index"] != (int?)entry["index"] || (string?)details[^1]!["type"] != (string?)entry["type"])
        {
            details.Add(entry);
            return;
        }

        var last = details[^1]!.AsObject();
        foreach (var (name, value) in entry)
        {
            last[name] = name == "text" ? (string?)last["text"] + (string?)value : value?.DeepClone();
        }
    }

    private static void AddCall(JsonArray calls, JsonObject call)
    {
        var index = (int)call["index"]!;
        call.Remove("index");
        if (index == calls.Count)
        {
            calls.Add(call);
        }
        else
        {
            calls[index]!["function"]!["arguments"] = (string?)calls[index]!["function"]!["arguments"] + (string?)call["function"]!["arguments"];
        }
    }

    private static System.Text.Json.Nodes.JsonNode Node(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!;

    private static int Count(string text, string part) => (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;
}
