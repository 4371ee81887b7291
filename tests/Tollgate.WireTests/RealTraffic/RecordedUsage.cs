using System.Text;
using System.Text.Json;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>The provider's own token counts, found by looking through the whole answer.</summary>
internal sealed record RecordedUsage(long Input, long Output)
{
    private static readonly string[] Names = ["usage", "usageMetadata"];

    /// <summary>Null where the answer holds none.</summary>
    public static RecordedUsage? Of(RecordedCall call)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in Documents(call))
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                Collect(document.RootElement, found, depth: 0);
            }
            catch (JsonException)
            {
                // [DONE], comments, a cut event.
            }
        }

        return found.Count == 0 ? null : call.Dialect switch
        {
            RecordedCall.Anthropic => new RecordedUsage(
                Sum(found, "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"), Sum(found, "output_tokens")),
            RecordedCall.Gemini => new RecordedUsage(
                Sum(found, "promptTokenCount", "toolUsePromptTokenCount"), Sum(found, "candidatesTokenCount", "thoughtsTokenCount")),
            _ => OpenAi(found),
        };
    }

    private static RecordedUsage OpenAi(Dictionary<string, long> found)
    {
        var input = Sum(found, found.ContainsKey("prompt_tokens") ? "prompt_tokens" : "input_tokens");
        var output = Sum(found, found.ContainsKey("completion_tokens") ? "completion_tokens" : "output_tokens");

        // xAI counts reasoning beside the completion: the total tells.
        var reasoning = Sum(found, "reasoning_tokens");
        return new RecordedUsage(input, Sum(found, "total_tokens") == input + output + reasoning ? output + reasoning : output);
    }

    private static long Sum(Dictionary<string, long> found, params string[] names) => names.Sum(name => found.GetValueOrDefault(name));

    private static IEnumerable<string> Documents(RecordedCall call)
    {
        var body = call.Recording.ResponseBody;
        var text = Encoding.UTF8.GetString(body);
        return text.TrimStart().StartsWith('{') || text.TrimStart().StartsWith('[') ? [text] : ExpectedAnswer.Events(body).Select(ExpectedAnswer.Data);
    }

    /// <summary>The figures of every usage object at the places where vendors put one, later ones over earlier ones.</summary>
    private static void Collect(JsonElement element, Dictionary<string, long> found, int depth)
    {
        if (element.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, found, depth + 1);
            }
        }

        if (element.ValueKind is not JsonValueKind.Object || depth > 3)
        {
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!Names.Contains(member.Name, StringComparer.Ordinal))
            {
                if (member.Name is "message" or "response" or "x_groq" or "choices")
                {
                    Collect(member.Value, found, depth + 1);
                }

                continue;
            }

            if (member.Value.ValueKind is JsonValueKind.Object)
            {
                foreach (var figure in member.Value.EnumerateObject().Where(figure => figure.Value.ValueKind is JsonValueKind.Number))
                {
                    if (figure.Value.TryGetInt64(out var tokens))
                    {
                        found[figure.Name] = tokens;
                    }
                }

                if (member.Value.TryGetProperty("completion_tokens_details", out var details) && details.ValueKind is JsonValueKind.Object
                    && details.TryGetProperty("reasoning_tokens", out var reasoning) && reasoning.ValueKind is JsonValueKind.Number)
                {
                    found["reasoning_tokens"] = reasoning.GetInt64();
                }
            }
        }
    }
}
