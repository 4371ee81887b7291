using System.Globalization;
using System.Text.Json.Nodes;

namespace Tollgate.WireTests.Translation;

/// <summary>Anthropic's answers of a model that thinks.</summary>
internal static class AnthropicVendor
{
    public static JsonObject Message(int turn, bool calls)
    {
        var thinking = new JsonObject { ["type"] = "thinking", ["thinking"] = ThinkingVendor.Thought(turn), ["signature"] = ThinkingVendor.Signature(turn) };
        JsonObject last = calls
            ? new()
            {
                ["type"] = "tool_use", ["id"] = string.Create(CultureInfo.InvariantCulture, $"toolu_{turn}"), ["name"] = "step", ["input"] = new JsonObject { ["n"] = turn },
            }
            : new() { ["type"] = "text", ["text"] = "Done." };
        return new JsonObject
        {
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"msg_{turn}"), ["type"] = "message", ["role"] = "assistant", ["model"] = "claude-thinks",
            ["content"] = new JsonArray(thinking, last), ["stop_reason"] = calls ? "tool_use" : "end_turn", ["stop_sequence"] = null,
            ["usage"] = new JsonObject { ["input_tokens"] = 10, ["output_tokens"] = 5 },
        };
    }

    public static IEnumerable<(string Name, JsonNode Data)> Events(JsonObject message)
    {
        var content = message["content"]!.DeepClone().AsArray();
        var head = message.DeepClone().AsObject();
        head["content"] = new JsonArray();
        head["stop_reason"] = null;
        yield return Event("message_start", ("message", head));
        for (var index = 0; index < content.Count; index++)
        {
            var block = content[index]!;
            yield return Event("content_block_start", ("index", index), ("content_block", Empty(block)));
            foreach (var delta in Deltas(block))
            {
                yield return Event("content_block_delta", ("index", index), ("delta", delta));
            }

            yield return Event("content_block_stop", ("index", index));
        }

        yield return Event(
            "message_delta",
            ("delta", new JsonObject { ["stop_reason"] = message["stop_reason"]!.DeepClone(), ["stop_sequence"] = null }),
            ("usage", new JsonObject { ["output_tokens"] = 5 }));
        yield return Event("message_stop");
    }

    private static (string Name, JsonNode Data) Event(string type, params (string Name, JsonNode? Value)[] members)
    {
        var data = new JsonObject { ["type"] = type };
        foreach (var (name, value) in members)
        {
            data[name] = value;
        }

        return (type, data);
    }

    private static JsonObject Empty(JsonNode block)
    {
        var empty = block.DeepClone().AsObject();
        foreach (var name in new[] { "thinking", "signature", "text" }.Where(empty.ContainsKey))
        {
            empty[name] = "";
        }

        if (empty.ContainsKey("input"))
        {
            empty["input"] = new JsonObject();
        }

        return empty;
    }

    private static IEnumerable<JsonObject> Deltas(JsonNode block) => (string?)block["type"] switch
    {
        "thinking" =>
        [
            new() { ["type"] = "thinking_delta", ["thinking"] = block["thinking"]!.DeepClone() },
            new() { ["type"] = "signature_delta", ["signature"] = block["signature"]!.DeepClone() },
        ],
        "tool_use" => [new() { ["type"] = "input_json_delta", ["partial_json"] = block["input"]!.ToJsonString() }],
        _ => [new() { ["type"] = "text_delta", ["text"] = block["text"]!.DeepClone() }],
    };
}
