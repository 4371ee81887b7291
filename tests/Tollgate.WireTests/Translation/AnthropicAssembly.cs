using System.Text.Json.Nodes;

namespace Tollgate.WireTests.Translation;

/// <summary>The content that a client of Anthropic's makes of a stream, to send it back in its next turn.</summary>
internal static class AnthropicAssembly
{
    public static JsonArray Content(IReadOnlyList<JsonNode> events)
    {
        var content = new JsonArray();
        var input = "";
        foreach (var item in events)
        {
            var delta = item["delta"];
            switch ((string?)item["type"])
            {
                case "content_block_start":
                    content.Add(item["content_block"]!.DeepClone());
                    input = "";
                    break;
                case "content_block_delta" when (string?)delta!["type"] == "input_json_delta":
                    input += (string?)delta["partial_json"];
                    content[^1]!["input"] = JsonNode.Parse(input.Length == 0 ? "{}" : Complete(input));
                    break;
                case "content_block_delta":
                    foreach (var name in new[] { "text", "thinking", "signature" }.Where(name => delta![name] is not null))
                    {
                        content[^1]![name] = (string?)content[^1]![name] + (string?)delta![name];
                    }

                    break;
                default:
                    break;
            }
        }

        return content;
    }

    /// <summary>Pieces are parsed as they come; what is not whole yet counts as nothing.</summary>
    private static string Complete(string json)
    {
        try
        {
            JsonNode.Parse(json);
            return json;
        }
        catch (System.Text.Json.JsonException)
        {
            return "{}";
        }
    }
}
