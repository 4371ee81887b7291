using System.Globalization;
using System.Text.Json.Nodes;

namespace Tollgate.WireTests.Translation;

/// <summary>Google's answers of a model that thinks: its signature stands beside the call.</summary>
internal static class GeminiVendor
{
    public static JsonObject Response(int turn, bool calls)
    {
        var thought = new JsonObject { ["text"] = ThinkingVendor.Thought(turn), ["thought"] = true };
        JsonObject last = calls
            ? new() { ["functionCall"] = new JsonObject { ["name"] = "step", ["args"] = new JsonObject { ["n"] = turn } }, ["thoughtSignature"] = ThinkingVendor.Signature(turn) }
            : new() { ["text"] = "Done." };
        return new JsonObject
        {
            ["candidates"] = new JsonArray(new JsonObject
            {
                ["content"] = new JsonObject { ["parts"] = new JsonArray(thought, last), ["role"] = "model" }, ["finishReason"] = "STOP", ["index"] = 0,
            }),
            ["usageMetadata"] = new JsonObject { ["promptTokenCount"] = 10, ["candidatesTokenCount"] = 3, ["thoughtsTokenCount"] = 2, ["totalTokenCount"] = 15 },
            ["modelVersion"] = "gemini-thinks", ["responseId"] = string.Create(CultureInfo.InvariantCulture, $"r{turn}"),
        };
    }

    /// <summary>A piece for each part.</summary>
    public static IEnumerable<(string Name, JsonNode Data)> Events(JsonObject response)
    {
        var parts = response["candidates"]![0]!["content"]!["parts"]!.AsArray();
        for (var i = 0; i < parts.Count; i++)
        {
            var piece = response.DeepClone().AsObject();
            var candidate = piece["candidates"]![0]!.AsObject();
            candidate["content"]!["parts"] = new JsonArray(parts[i]!.DeepClone());
            if (i < parts.Count - 1)
            {
                candidate.Remove("finishReason");
            }

            yield return ("", piece);
        }
    }
}
