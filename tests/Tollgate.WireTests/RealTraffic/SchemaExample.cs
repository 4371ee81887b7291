using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tollgate.WireTests.RealTraffic;

/// <summary>Makes a value that fits a schema, not necessarily a sensible one.</summary>
internal sealed class SchemaExample(JsonElement root)
{
    private const int MaxDepth = 6;

    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public JsonNode? Of(JsonElement schema) => Of(schema, 0);

    private JsonNode? Of(JsonElement schema, int depth)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Of(Resolve(reference.GetString()!), depth);
        }

        foreach (var given in new[] { "const", "default", "example" })
        {
            if (schema.TryGetProperty(given, out var value) && value.ValueKind is not JsonValueKind.Null)
            {
                return JsonNode.Parse(value.GetRawText());
            }
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            return JsonNode.Parse(values[0].GetRawText());
        }

        if (schema.TryGetProperty("allOf", out var all))
        {
            var merged = new JsonObject();
            foreach (var part in all.EnumerateArray())
            {
                foreach (var (name, value) in Of(part, depth) as JsonObject ?? [])
                {
                    merged[name] = value?.DeepClone();
                }
            }

            return merged;
        }

        foreach (var choice in new[] { "anyOf", "oneOf" })
        {
            if (schema.TryGetProperty(choice, out var choices))
            {
                return Of(choices[0], depth);
            }
        }

        return OfType(schema, depth);
    }

    private JsonNode? OfType(JsonElement schema, int depth)
    {
        var type = !schema.TryGetProperty("type", out var named) ? "object" : named.ValueKind is JsonValueKind.Array ? named[0].GetString() : named.GetString();
        return type switch
        {
            "string" => "Grüße \u0001\"\\ 🙂",
            "integer" => 1,
            "number" => 0.5,
            "boolean" => false,
            "null" => null,
            "array" => schema.TryGetProperty("items", out var items) && depth < MaxDepth ? new JsonArray(Of(items, depth + 1)) : [],
            _ => OfProperties(schema, depth),
        };
    }

    private JsonObject OfProperties(JsonElement schema, int depth)
    {
        var made = new JsonObject();
        if (depth < MaxDepth && schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                made[property.Name] = Of(property.Value, depth + 1);
            }
        }

        return made;
    }

    private JsonElement Resolve(string reference)
    {
        var at = root;
        foreach (var name in reference.Split('/').Skip(1))
        {
            at = at.GetProperty(name);
        }

        return at;
    }
}
