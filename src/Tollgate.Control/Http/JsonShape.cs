using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Tollgate.Control.Http;

/// <summary>
/// Compares JSON with the shape that it should have, before it is read: the serializer would find the same, but tells it in texts
/// that hold type names and not always the field.
/// </summary>
internal static class JsonShape
{
    /// <summary>The first field that is unknown, given twice or missing; null when there is none.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static (string Field, string Message)? FindProblem(ReadOnlySpan<byte> json, JsonTypeInfo type)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        reader.Read();
        var problem = Check(ref reader, type, "");
        while (problem is null && reader.Read())
        {
            // Reads on to the end: what lies behind the value is an error that the reader finds.
        }

        return problem;
    }

    private static (string Field, string Message)? Check(ref Utf8JsonReader reader, JsonTypeInfo? type, string path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when type is { Kind: JsonTypeInfoKind.Object }:
                return CheckObject(ref reader, type, path);
            case JsonTokenType.StartObject when type is { Kind: JsonTypeInfoKind.Dictionary }:
                return CheckEntries(ref reader, type, path);
            case JsonTokenType.StartArray when type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element }:
                return CheckItems(ref reader, type.Options.GetTypeInfo(element), path);
            case JsonTokenType.StartObject or JsonTokenType.StartArray when type is not null && type.Type.IsAssignableTo(typeof(JsonNode)):
                return CheckFree(ref reader, path);
            default:
                reader.Skip();
                return null;
        }
    }

    private static (string Field, string Message)? CheckObject(ref Utf8JsonReader reader, JsonTypeInfo type, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var field = path + name;
            if (Find(type, name) is not { } property)
            {
                return (field, $"The field '{Shown(field)}' is unknown here.");
            }

            if (!seen.Add(name))
            {
                return (field, $"The field '{field}' is given twice.");
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.Null && !property.IsSetNullable)
            {
                return (field, $"The field '{field}' must not be null.");
            }

            if (Check(ref reader, type.Options.GetTypeInfo(property.PropertyType), field + ".") is { } problem)
            {
                return problem;
            }
        }

        foreach (var property in type.Properties)
        {
            if (property.IsRequired && !seen.Contains(property.Name))
            {
                return (path + property.Name, $"The field '{path}{property.Name}' is missing.");
            }
        }

        return null;
    }

    private static (string Field, string Message)? CheckEntries(ref Utf8JsonReader reader, JsonTypeInfo type, string path)
    {
        var element = type.ElementType is { } of ? type.Options.GetTypeInfo(of) : null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (Check(ref reader, element, path + name + ".") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static (string Field, string Message)? CheckItems(ref Utf8JsonReader reader, JsonTypeInfo element, string path)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Check(ref reader, element, path) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>What is taken as it is, whatever its fields: only that none is given twice, which a node cannot hold.</summary>
    private static (string Field, string Message)? CheckFree(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (CheckFree(ref reader, path) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = path + reader.GetString();
            if (!seen.Add(field))
            {
                return (Shown(field), $"The field '{Shown(field)}' is given twice.");
            }

            reader.Read();
            if (CheckFree(ref reader, field + ".") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static JsonPropertyInfo? Find(JsonTypeInfo type, string name)
    {
        foreach (var property in type.Properties)
        {
            if (string.Equals(property.Name, name, StringComparison.Ordinal) && (property.Set is not null || property.AssociatedParameter is not null))
            {
                return property;
            }
        }

        return null;
    }

    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";
}
