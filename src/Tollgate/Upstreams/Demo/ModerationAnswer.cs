using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>OpenAI's moderations: everything is fine, except what says <c>[flag]</c>.</summary>
internal static class ModerationAnswer
{
    private static readonly string[] Categories =
    [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm",
        "self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors", "violence", "violence/graphic",
    ];

    public static void Write(DemoRequest request, DemoReply reply, JsonElement root)
    {
        var input = root.Member("input");
        if (input.ValueKind == JsonValueKind.Undefined)
        {
            DemoErrors.Write(reply, DemoEndpoint.Moderations, 400, "Missing required parameter: 'input'.");
            return;
        }

        var model = root.Text("model") ?? "demo";
        request.TakeModel(model);
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteString("id"u8, reply.Id("modr-"));
        json.WriteString("model"u8, model);
        json.WriteStartArray("results"u8);
        if (input.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in input.EnumerateArray())
            {
                WriteResult(json, one);
            }
        }
        else
        {
            WriteResult(json, input);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, JsonElement input)
    {
        var isFlagged = input.GetRawText().Contains("[flag]", StringComparison.OrdinalIgnoreCase);
        json.WriteStartObject();
        json.WriteBoolean("flagged"u8, isFlagged);
        json.WriteStartObject("categories"u8);
        foreach (var category in Categories)
        {
            json.WriteBoolean(category, isFlagged && IsFlaggedFor(category));
        }

        json.WriteEndObject();
        json.WriteStartObject("category_scores"u8);
        foreach (var category in Categories)
        {
            json.WriteNumber(category, isFlagged && IsFlaggedFor(category) ? 0.97 : 0.0001);
        }

        json.WriteEndObject();
        json.WriteStartObject("category_applied_input_types"u8);
        foreach (var category in Categories)
        {
            json.WriteStartArray(category);
            json.WriteStringValue("text"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static bool IsFlaggedFor(string category) => category is "violence";
}
