using System.Text.Json;
using Tollgate.Configuration;

namespace Tollgate.Control.Registry;

/// <summary>Reads a provider's own list of models: OpenAI's and Anthropic's shape (<c>data[].id</c>), Google's and Ollama's (<c>models[].name</c>).</summary>
internal static class ModelListText
{
    /// <summary>Names kept of a list; what comes behind is counted and left out.</summary>
    public const int MaxNames = 2000;

    private const string GooglePrefix = "models/";

    /// <summary>The names, each once, in the order of the list; null when this is no such list.</summary>
    public static IReadOnlyList<string>? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
            var list = Find(document.RootElement, "data") ?? Find(document.RootElement, "models");
            return list is { } items ? Names(items) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement root, string name) => root.ValueKind switch
    {
        JsonValueKind.Array => root, // some servers give the bare list
        JsonValueKind.Object when root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array => list,
        _ => null,
    };

    private static List<string> Names(JsonElement items)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var item in items.EnumerateArray())
        {
            if (NameOf(item) is { } name && names.Count < MaxNames && IsUsable(name) && seen.Add(name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    private static string? NameOf(JsonElement item)
    {
        foreach (var field in (ReadOnlySpan<string>)["id", "name", "model"])
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String)
            {
                var name = value.GetString()!;
                return name.StartsWith(GooglePrefix, StringComparison.Ordinal) ? name[GooglePrefix.Length..] : name;
            }
        }

        return item.ValueKind == JsonValueKind.String ? item.GetString() : null;
    }

    /// <summary>What a stranger calls a model goes into a configuration: only if it could have been written there.</summary>
    private static bool IsUsable(string name)
    {
        var findings = new ConfigFindings();
        TextRules.Model(findings, "", name, patterns: false);
        return findings.Errors.Count == 0;
    }
}
