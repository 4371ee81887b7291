using System.Buffers;
using System.Text;
using System.Text.Json;
using Tollgate.Exchange;

namespace Tollgate.Surfaces.Gemini;

/// <summary>Turns Google's form of a schema (OpenAPI 3.0: types in capitals, <c>nullable</c>, numbers as texts) into JSON schema. JSON schema comes out as it went in.</summary>
internal static class JsonSchemaText
{
    public static ReadOnlyMemory<byte> Of(JsonNode schema)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            Write(json, schema);
        }

        return bytes.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, JsonNode schema)
    {
        if (!schema.IsObject)
        {
            json.WriteRawValue(schema.Raw.Span, skipInputValidation: true);
            return;
        }

        var isNullable = schema["nullable"u8].IsTrue;
        json.WriteStartObject();
        foreach (var (given, value) in schema.Members)
        {
            var name = GeminiField.Camel(given);
            switch (name)
            {
                case "nullable" or "propertyOrdering" or "example":
                    break;
                case "format" when value.Is("enum"u8):
                    break;
                case "type" when value.IsString:
                    WriteType(json, value, isNullable);
                    break;
                case "items":
                    json.WritePropertyName(name);
                    Write(json, value);
                    break;
                case "properties" when value.IsObject:
                    WriteProperties(json, value);
                    break;
                case "anyOf" when value.IsArray:
                    WriteChoices(json, value, isNullable && !schema["type"u8].Exists);
                    break;
                case "enum" when value.IsArray:
                    WriteEnum(json, value, isNullable);
                    break;
                case "minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties" when value.IsString:
                    json.WritePropertyName(name);
                    json.WriteRawValue(GeminiField.Whole(value) is { } count ? Encoding.ASCII.GetBytes(count.ToString(System.Globalization.CultureInfo.InvariantCulture)) : "0"u8);
                    break;
                default:
                    json.WritePropertyName(name);
                    json.WriteRawValue(value.Raw.Span, skipInputValidation: true);
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter json, JsonNode type, bool isNullable)
    {
        var name = type.Text.ToString().ToLowerInvariant();
        if (name is "type_unspecified")
        {
            return;
        }

        if (!isNullable)
        {
            json.WriteString("type"u8, name);
            return;
        }

        json.WriteStartArray("type"u8);
        json.WriteStringValue(name);
        json.WriteStringValue("null"u8);
        json.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter json, JsonNode properties)
    {
        json.WriteStartObject("properties"u8);
        foreach (var (name, property) in properties.Members)
        {
            json.WritePropertyName(name);
            Write(json, property);
        }

        json.WriteEndObject();
    }

    private static void WriteChoices(Utf8JsonWriter json, JsonNode choices, bool isNullable)
    {
        json.WriteStartArray("anyOf"u8);
        foreach (var choice in choices.Each)
        {
            Write(json, choice);
        }

        if (isNullable)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "null"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEnum(Utf8JsonWriter json, JsonNode values, bool isNullable)
    {
        json.WriteStartArray("enum"u8);
        foreach (var value in values.Each)
        {
            json.WriteRawValue(value.Raw.Span, skipInputValidation: true);
        }

        if (isNullable)
        {
            json.WriteNullValue();
        }

        json.WriteEndArray();
    }
}
