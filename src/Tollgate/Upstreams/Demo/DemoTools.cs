using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>Which tool, if any, the model calls: one that the request insists on, or one that the user asks for with "call ...".</summary>
internal static class DemoTools
{
    private const string Call = "call ";

    /// <summary>Chooses, and makes up the arguments.</summary>
    /// <param name="root">The request.</param>
    /// <param name="userText">The last message, if it is the user's; null when a tool has answered already.</param>
    public static DemoToolCall? Choose(JsonElement root, string? userText)
    {
        if (!root.TryGetProperty("tools", out _) || IsForbidden(root))
        {
            return null;
        }

        var offered = Offered(root).ToList();
        if (offered.Count == 0)
        {
            return null;
        }

        var (insists, name) = Insistence(root);
        if (!insists)
        {
            if (userText?.StartsWith(Call, StringComparison.OrdinalIgnoreCase) != true)
            {
                return null;
            }

            name = userText[Call.Length..].Split([' ', '(', '.', ',', ':'], 2)[0];
        }

        var chosen = offered.Find(tool => string.Equals(tool.Name, name, StringComparison.Ordinal));
        chosen = chosen.Name is null ? offered[0] : chosen;
        return new DemoToolCall(chosen.Name, DemoSchema.Fill(chosen.Schema));
    }

    private static IEnumerable<(string Name, JsonElement Schema)> Offered(JsonElement root) =>
        root.Items("tools")
            .SelectMany(static tool => tool.Items("functionDeclarations").DefaultIfEmpty(tool))
            .Select(static tool => tool.Member("function") is { ValueKind: JsonValueKind.Object } function ? function : tool)
            .Where(static tool => tool.Text("name") is not null)
            .Select(static tool => (tool.Text("name")!, Schema(tool)));

    private static JsonElement Schema(JsonElement tool)
    {
        JsonElement[] places = [tool.Member("parameters"), tool.Member("parametersJsonSchema"), tool.Member("input_schema")];
        return Array.Find(places, static place => place.ValueKind == JsonValueKind.Object);
    }

    private static bool IsForbidden(JsonElement root) =>
        root.Text("tool_choice") is "none"
        || root.Member("tool_choice").Text("type") is "none"
        || root.Member("toolConfig").Member("functionCallingConfig").Text("mode") is "NONE";

    private static (bool Insists, string? Name) Insistence(JsonElement root)
    {
        if (root.Member("toolConfig").Member("functionCallingConfig").Text("mode") is "ANY" || root.Text("tool_choice") is "required")
        {
            return (true, null);
        }

        var choice = root.Member("tool_choice");
        var named = choice.Member("function").Text("name") ?? choice.Text("name");
        return (named is not null || choice.Text("type") is "any", named);
    }
}
