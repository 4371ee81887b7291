using System.Text.Json.Nodes;

namespace Tollgate.WireTests.Translation;

/// <summary>The message that a client of OpenAI's chat makes of an answer, to send it back in its next turn.</summary>
internal static class ChatAssembly
{
    public static JsonObject Message(IReadOnlyList<JsonNode> pieces, bool keepsExtras)
    {
        var message = pieces is [{ } whole] && whole["choices"]?[0]?["message"] is { } given ? given.DeepClone().AsObject() : OfChunks(pieces);
        if (!keepsExtras)
        {
            foreach (var name in message.Select(member => member.Key).Where(name => name is not ("role" or "content" or "tool_calls")).ToArray())
            {
                message.Remove(name);
            }
        }

        return message;
    }

    private static JsonObject OfChunks(IReadOnlyList<JsonNode> chunks)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = null };
        var calls = new JsonArray();
        var details = new JsonArray();
        foreach (var delta in chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => choice!["delta"]!))
        {
            foreach (var name in new[] { "content", "reasoning_content" })
            {
                if ((string?)delta[name] is { Length: > 0 } text)
                {
                    message[name] = (string?)message[name] + text;
                }
            }

            foreach (var detail in delta["reasoning_details"]?.AsArray() ?? [])
            {
                details.Add(detail!.DeepClone());
            }

            foreach (var call in delta["tool_calls"]?.AsArray() ?? [])
            {
                if (call!["id"] is not null)
                {
                    var begun = call.DeepClone().AsObject();
                    begun.Remove("index");
                    calls.Add(begun);
                }
                else
                {
                    var function = calls[(int)call["index"]!]!["function"]!;
                    function["arguments"] = (string?)function["arguments"] + (string?)call["function"]!["arguments"];
                }
            }
        }

        if (calls.Count > 0)
        {
            message["tool_calls"] = calls;
        }

        if (details.Count > 0)
        {
            message["reasoning_details"] = details;
        }

        return message;
    }
}
