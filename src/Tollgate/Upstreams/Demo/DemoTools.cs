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
        if (!root.TryGetProperty("tools", out _))
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
        Array(root, "tools")
            .SelectMany(tool => Array(tool, "functionDeclarations").DefaultIfEmpty(tool))
            .Select(tool => tool.TryGetProperty("function", out var function) ? function : tool)
            .Where(tool => tool.ValueKind == JsonValueKind.Object && Text(tool, "name") is not null)
            .Select(tool => (Text(tool, "name")!, Schema(tool)));

    private static JsonElement Schema(JsonElement tool) =>
        tool.TryGetProperty("parameters", out var schema) || tool.TryGetProperty("input_schema", out schema) ? schema : default;

    private static (bool Insists, string? Name) Insistence(JsonElement root)
    {
        if (root.TryGetProperty("toolConfig", out var config)
            && config.TryGetProperty("functionCallingConfig", out var calling)
            && string.Equals(Text(calling, "mode"), "ANY", StringComparison.Ordinal))
        {
            return (true, null);
        }

        if (!root.TryGetProperty("tool_choice", out var choice))
        {
            return default;
        }

        if (choice.ValueKind == JsonValueKind.Object)
        {
            var named = choice.TryGetProperty("function", out var function) ? Text(function, "name") : Text(choice, "name");
            return (named is not null || Text(choice, "type") is "any", named);
        }

        return (choice.ValueKind == JsonValueKind.String && choice.ValueEquals("required"u8), null);
    }

    private static JsonElement.ArrayEnumerator Array(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : default;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
