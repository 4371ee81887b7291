using System.Text;
using Tollgate.Exchange;

namespace Tollgate.Upstreams.Anthropic;

/// <summary>
/// A JSON schema as this vendor's strict outputs take it: objects closed, and without the keywords that they refuse. Those are put into words in the
/// description, as the vendor's own clients do, so that the model still reads them.
/// </summary>
internal static class FittedSchema
{
    private const int MaxDepth = 64;

    public static void Write(JsonNode schema, JsonOut json) => Write(schema, json, 0);

    private static void Write(JsonNode schema, JsonOut json, int depth)
    {
        if (!schema.IsObject || depth > MaxDepth)
        {
            json.Raw(schema.Raw.Span);
            return;
        }

        var rest = new StringBuilder();
        json.BeginObject();
        foreach (var (name, value) in schema.Members)
        {
            WriteMember(name, value, json, depth, rest);
        }

        if (schema["type"u8].Is("object"u8) || schema["properties"u8].IsObject)
        {
            json.Name("additionalProperties"u8);
            json.Bool(false);
        }

        WriteDescription(schema["description"u8].Text, rest, json);
        json.EndObject();
    }

    private static void WriteMember(string name, JsonNode value, JsonOut json, int depth, StringBuilder rest)
    {
        switch (name)
        {
            case "description" or "additionalProperties" or "$schema":
                break; // the first two are written last
            case "properties" or "$defs" or "definitions":
                Name(name, json);
                json.BeginObject();
                foreach (var (key, inner) in value.Members)
                {
                    Name(key, json);
                    Write(inner, json, depth + 1);
                }

                json.EndObject();
                break;
            case "items":
                Name(name, json);
                Write(value, json, depth + 1);
                break;
            case "anyOf" or "allOf" or "oneOf":
                Name(name == "oneOf" ? "anyOf" : name, json);
                json.BeginArray();
                foreach (var inner in value.Each)
                {
                    Write(inner, json, depth + 1);
                }

                json.EndArray();
                break;
            case "type" or "enum" or "const" or "required" or "title" or "default" or "$ref" or "pattern":
            case "minItems" when value.Whole is 0 or 1:
            case "format" when IsKnownFormat(value):
                Name(name, json);
                json.Raw(value.Raw.Span);
                break;
            default:
                rest.Append(rest.Length > 0 ? ", " : string.Empty).Append(name).Append(": ").Append(Encoding.UTF8.GetString(value.Raw.Span));
                break;
        }
    }

    private static void WriteDescription(JsonString description, StringBuilder rest, JsonOut json)
    {
        if (rest.Length > 0)
        {
            json.Name("description"u8);
            json.Text(description.IsEmpty ? $"({rest})" : $"{description} ({rest})");
        }
        else if (!description.IsEmpty)
        {
            json.Name("description"u8);
            json.String(description);
        }
    }

    private static bool IsKnownFormat(JsonNode value) =>
        value.Is("date-time"u8) || value.Is("date"u8) || value.Is("time"u8) || value.Is("duration"u8) || value.Is("email"u8)
        || value.Is("hostname"u8) || value.Is("uri"u8) || value.Is("ipv4"u8) || value.Is("ipv6"u8) || value.Is("uuid"u8);

    private static void Name(string name, JsonOut json) => json.Name(JsonString.Of(name));
}
