using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Metering;
using Tollgate.Surfaces;

namespace Tollgate.Tests.Metering;

/// <summary>The same figures read at leisure from a document tree, by rules written a second time.</summary>
internal static class SlowUsage
{
    public static TokenUsage OfDocument(byte[] body, Dialect dialect)
    {
        var root = Parse(Encoding.UTF8.GetString(body));
        root = root is JsonArray { Count: > 0 } list ? list[^1] : root;
        return root is JsonObject ? Merge(default, Candidates(root).LastOrDefault(), dialect) : default;
    }

    public static TokenUsage OfStream(byte[] body, Dialect dialect)
    {
        var usage = default(TokenUsage);
        foreach (var data in Events(Encoding.UTF8.GetString(body)))
        {
            foreach (var found in Candidates(Parse(data)).TakeLast(1))
            {
                usage = Merge(usage, found, dialect);
            }
        }

        return usage;
    }

    public static IEnumerable<string> Events(string text) => text.TrimStart('\ufeff').ReplaceLineEndings("\n")
        .Split("\n\n")
        .Select(block => block.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..].TrimStart()))
        .Where(lines => lines.Any())
        .Select(lines => string.Join('\n', lines));

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<JsonObject> Candidates(JsonNode? node)
    {
        if (node is not JsonObject root)
        {
            yield break;
        }

        var inChoices = (root["choices"] as JsonArray)?.OfType<JsonObject>().Select(choice => choice["usage"]) ?? [];
        JsonNode?[] places =
            [.. inChoices, root["x_groq"]?["usage"], (root["message"] as JsonObject)?["usage"], root["response"]?["usage"], root["usageMetadata"], root["usage"]];
        foreach (var place in places.OfType<JsonObject>())
        {
            yield return place;
        }
    }

    private static TokenUsage Merge(TokenUsage before, JsonObject? usage, Dialect dialect)
    {
        if (usage is null)
        {
            return before;
        }

        long? Get(params string[] path)
        {
            JsonNode? at = usage;
            foreach (var step in path)
            {
                at = (at as JsonObject)?[step];
            }

            return at is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? (long)value.GetValue<double>() : null;
        }

        long Modality(string list, string name) => (usage[list] as JsonArray)?.OfType<JsonObject>()
            .Where(entry => entry["modality"]?.ToJsonString() == $"\"{name}\"").Sum(entry => (long)entry["tokenCount"]!.GetValue<double>()) ?? 0;

        switch (dialect)
        {
            case Dialect.Gemini:
                return new TokenUsage
                {
                    Input = (Get("promptTokenCount") ?? 0) + (Get("toolUsePromptTokenCount") ?? 0),
                    CachedInput = Get("cachedContentTokenCount") ?? 0,
                    Output = (Get("candidatesTokenCount") ?? 0) + (Get("thoughtsTokenCount") ?? 0),
                    Reasoning = Get("thoughtsTokenCount") ?? 0,
                    AudioInput = Modality("promptTokensDetails", "AUDIO"),
                    AudioOutput = Modality("candidatesTokensDetails", "AUDIO"),
                    ImageInput = Modality("promptTokensDetails", "IMAGE"),
                    ImageOutput = Modality("candidatesTokensDetails", "IMAGE"),
                    Total = Get("totalTokenCount") ?? 0,
                    Source = UsageSource.Reported,
                };
            case Dialect.Anthropic:
                var cached = Get("cache_read_input_tokens") ?? before.CachedInput;
                var written = Get("cache_creation_input_tokens") ?? before.CacheWrite;
                return new TokenUsage
                {
                    CachedInput = cached,
                    CacheWrite = written,
                    CacheWrite1h = Get("cache_creation", "ephemeral_1h_input_tokens") ?? before.CacheWrite1h,
                    Input = (Get("input_tokens") ?? (before.Input - before.CachedInput - before.CacheWrite)) + cached + written,
                    Output = Get("output_tokens") ?? before.Output,
                    Reasoning = Get("output_tokens_details", "thinking_tokens") ?? before.Reasoning,
                    Source = UsageSource.Reported,
                };
            default:
                var input = Get("prompt_tokens") ?? Get("input_tokens");
                var output = Get("completion_tokens") ?? Get("output_tokens");
                if (input is null && output is null)
                {
                    return before;
                }

                var reasoning = Get("completion_tokens_details", "reasoning_tokens") ?? Get("output_tokens_details", "reasoning_tokens") ?? 0;
                var total = Get("total_tokens") ?? 0;
                return new TokenUsage
                {
                    Input = input ?? 0,
                    CachedInput = Get("prompt_tokens_details", "cached_tokens") ?? Get("input_tokens_details", "cached_tokens")
                        ?? Get("prompt_cache_hit_tokens") ?? Get("cached_tokens") ?? 0,
                    CacheWrite = Get("prompt_tokens_details", "cache_write_tokens") ?? Get("input_tokens_details", "cache_write_tokens") ?? 0,
                    Output = (output ?? 0) + (reasoning > 0 && total == input + output + reasoning ? reasoning : 0),
                    Reasoning = reasoning,
                    AudioInput = Get("prompt_tokens_details", "audio_tokens") ?? 0,
                    AudioOutput = Get("completion_tokens_details", "audio_tokens") ?? 0,
                    ImageInput = Get("prompt_tokens_details", "image_tokens") ?? Get("input_tokens_details", "image_tokens") ?? 0,
                    ImageOutput = Get("completion_tokens_details", "image_tokens") ?? Get("output_tokens_details", "image_tokens") ?? 0,
                    Total = total,
                    Source = UsageSource.Reported,
                };
        }
    }
}
