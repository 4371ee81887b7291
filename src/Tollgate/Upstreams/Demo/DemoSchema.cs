using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tollgate.Upstreams.Demo;

/// <summary>Makes up a value that satisfies a simple JSON schema: types, enum, const, properties, lists, local references.</summary>
internal static class DemoSchema
{
    private const int MaxDepth = 12;
    private const int MaxItems = 8;
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON text that fits; an empty object where no schema is given.</summary>
    public static string Fill(JsonElement schema)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Relaxed))
        {
            if (schema.ValueKind == JsonValueKind.Object)
            {
                Write(json, schema, schema, "value", 0);
            }
            else
            {
                json.WriteStartObject();
                json.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JsonElement root, JsonElement schema, string name, int depth)
    {
        schema = Resolve(root, schema);
        if (depth > MaxDepth || schema.ValueKind != JsonValueKind.Object)
        {
            json.WriteNullValue();
        }
        else if (schema.TryGetProperty("const", out var constant))
        {
            constant.WriteTo(json);
        }
        else if (First(schema, "enum") is { } choice)
        {
            choice.WriteTo(json);
        }
        else if ((First(schema, "anyOf") ?? First(schema, "oneOf") ?? First(schema, "allOf")) is { } variant)
        {
            Write(json, root, variant, name, depth + 1);
        }
        else
        {
            WriteTyped(json, root, schema, name, depth);
        }
    }

    private static void WriteTyped(Utf8JsonWriter json, JsonElement root, JsonElement schema, string name, int depth)
    {
        switch (TypeOf(schema).ToUpperInvariant()) // Gemini writes types in capitals
        {
            case "OBJECT":
                json.WriteStartObject();
                foreach (var property in Properties(schema))
                {
                    json.WritePropertyName(property.Name);
                    Write(json, root, property.Value, property.Name, depth + 1);
                }

                json.WriteEndObject();
                break;
            case "ARRAY":
                json.WriteStartArray();
                var items = schema.Member("items");
                for (var i = Math.Clamp(schema.Number("minItems") ?? 1, 1, MaxItems); i > 0; i--)
                {
                    Write(json, root, items, name, depth + 1);
                }

                json.WriteEndArray();
                break;
            case "INTEGER":
                json.WriteNumberValue(schema.Number("minimum") ?? Math.Min(1, schema.Number("maximum") ?? 1));
                break;
            case "NUMBER":
                json.WriteNumberValue((schema.Number("minimum") ?? 0) + 0.5);
                break;
            case "BOOLEAN":
                json.WriteBooleanValue(true);
                break;
            case "NULL":
                json.WriteNullValue();
                break;
            default:
                json.WriteStringValue(Words(schema, name));
                break;
        }
    }

    private static string TypeOf(JsonElement schema)
    {
        var type = schema.Member("type");
        if (type.ValueKind == JsonValueKind.Array)
        {
            type = type.EnumerateArray().FirstOrDefault();
        }

        return type.ValueKind == JsonValueKind.String ? type.GetString()!
            : schema.Member("properties").ValueKind == JsonValueKind.Object ? "object"
            : schema.Member("items").ValueKind == JsonValueKind.Object ? "array"
            : "string";
    }

    private static string Words(JsonElement schema, string name)
    {
        var words = schema.Text("format") switch
        {
            "date-time" => "2026-01-01T00:00:00Z",
            "date" => "2026-01-01",
            "time" => "00:00:00Z",
            "email" => "demo@example.com",
            "uri" or "url" => "https://example.com/",
            "uuid" => "00000000-0000-4000-8000-000000000000",
            _ => "demo " + name,
        };
        return words.PadRight(Math.Clamp(schema.Number("minLength") ?? 0, 0, 1024), '.');
    }

    private static JsonElement Resolve(JsonElement root, JsonElement schema)
    {
        for (var hops = 0; hops < MaxDepth; hops++)
        {
            if (schema.Text("$ref") is not { } reference)
            {
                return schema;
            }

            schema = root;
            foreach (var step in reference.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            {
                schema = schema.Member(step);
            }
        }

        return default;
    }

    private static JsonElement? First(JsonElement schema, string name) =>
        schema.Member(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : null;

    private static JsonElement.ObjectEnumerator Properties(JsonElement schema) =>
        schema.Member("properties") is { ValueKind: JsonValueKind.Object } properties ? properties.EnumerateObject() : default;
}
