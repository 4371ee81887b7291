using System.Globalization;
using System.Text.Json.Nodes;

namespace Tollgate.WireTests.Translation;

/// <summary>OpenAI's responses of a model that thinks: its thoughts are encrypted, and have an id.</summary>
internal static class ResponsesVendor
{
    public static JsonObject Response(int turn, bool calls)
    {
        var reasoning = new JsonObject
        {
            ["type"] = "reasoning", ["id"] = Id("rs_", turn),
            ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = ThinkingVendor.Thought(turn) }),
            ["encrypted_content"] = ThinkingVendor.Signature(turn),
        };
        JsonObject last = calls
            ? new()
            {
                ["type"] = "function_call", ["id"] = Id("fc_", turn), ["call_id"] = Id("call_", turn), ["name"] = "step",
                ["arguments"] = new JsonObject { ["n"] = turn }.ToJsonString(), ["status"] = "completed",
            }
            : new()
            {
                ["type"] = "message", ["id"] = Id("msg_", turn), ["role"] = "assistant", ["status"] = "completed",
                ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = "Done.", ["annotations"] = new JsonArray() }),
            };
        return new JsonObject
        {
            ["id"] = Id("resp_", turn), ["object"] = "response", ["created_at"] = 1_790_000_000, ["status"] = "completed", ["error"] = null, ["incomplete_details"] = null,
            ["model"] = "gpt-thinks", ["output"] = new JsonArray(reasoning, last),
            ["usage"] = new JsonObject
            {
                ["input_tokens"] = 10, ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
                ["output_tokens"] = 5, ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 2 }, ["total_tokens"] = 15,
            },
        };
    }

    public static IEnumerable<(string Name, JsonNode Data)> Events(JsonObject response)
    {
        var number = 0;
        (string, JsonNode) Event(string type, params (string Name, JsonNode? Value)[] members)
        {
            var data = new JsonObject { ["type"] = type, ["sequence_number"] = number++ };
            foreach (var (name, value) in members)
            {
                data[name] = value;
            }

            return (type, data);
        }

        var begun = response.DeepClone().AsObject();
        (begun["status"], begun["output"], begun["usage"]) = ("in_progress", new JsonArray(), null);
        yield return Event("response.created", ("response", begun));
        yield return Event("response.in_progress", ("response", begun.DeepClone()));
        var output = response["output"]!.AsArray();
        for (var index = 0; index < output.Count; index++)
        {
            var item = output[index]!;
            var id = item["id"]!.DeepClone();
            var type = (string)item["type"]!;
            var empty = item.DeepClone().AsObject();
            (string Event, string Delta) told = type switch
            {
                "reasoning" => ("response.reasoning_summary_text.delta", (string)item["summary"]![0]!["text"]!),
                "function_call" => ("response.function_call_arguments.delta", (string)item["arguments"]!),
                _ => ("response.output_text.delta", (string)item["content"]![0]!["text"]!),
            };
            foreach (var name in new[] { "summary", "content" }.Where(empty.ContainsKey))
            {
                empty[name] = new JsonArray();
            }

            empty.Remove("encrypted_content");
            empty["arguments"] = type == "function_call" ? "" : null;
            yield return Event("response.output_item.added", ("output_index", index), ("item", empty));
            yield return Event(told.Event, ("item_id", id), ("output_index", index), ("content_index", 0), ("summary_index", 0), ("delta", told.Delta));
            yield return Event("response.output_item.done", ("output_index", index), ("item", item.DeepClone()));
        }

        yield return Event("response.completed", ("response", response.DeepClone()));
    }

    private static string Id(string prefix, int turn) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{turn}");
}
