using System.Text.Json;
using Tollgate.Exchange;

namespace Tollgate.Upstreams.Gemini;

/// <summary>
/// Writes a JSON schema in the part of OpenAPI 3.0 that Google's older models take: one type and <c>nullable</c> in place of lists of types,
/// references resolved, words that they refuse left out. A schema that they take says the same, or allows more.
/// </summary>
internal sealed class OpenApiSubset
{
    /// <summary>Resolving references can make a schema grow without end; beyond this many parts the rest is "any object".</summary>
    private const int MaxParts = 2000;

    private const int MaxDepth = 32;

    private readonly JsonNode _root;
    private readonly JsonOut _json;
    private int _parts;

    private OpenApiSubset(JsonNode root, JsonOut json)
    {
        _root = root;
        _json = json;
    }

    /// <summary>Whether an object's schema names any member: Google refuses one that does not, and takes none in its place.</summary>
    public static bool HasProperties(ReadOnlyMemory<byte> schema)
    {
        using var document = JsonDocument.Parse(schema);
        var root = JsonNode.Of(document, schema);
        return root["$ref"u8].IsString || root["anyOf"u8].IsArray || !IsEmptyObject(root["properties"u8]);
    }

    public static void Write(ReadOnlyMemory<byte> schema, JsonOut json)
    {
        using var document = JsonDocument.Parse(schema);
        var root = JsonNode.Of(document, schema);
        new OpenApiSubset(root, json).WriteSchema(root, 0, isNullable: false);
    }

    private static bool IsEmptyObject(JsonNode node) => !node.Members.Any();

    private void WriteSchema(JsonNode schema, int depth, bool isNullable)
    {
        for (var hops = 0; hops < MaxDepth && schema["$ref"u8].IsString; hops++)
        {
            schema = Resolve(schema["$ref"u8].Text);
        }

        if (schema["allOf"u8].Length == 1 && !schema["properties"u8].Exists)
        {
            schema = schema["allOf"u8][0];
        }

        _json.BeginObject();
        if (++_parts > MaxParts || depth > MaxDepth || !schema.IsObject)
        {
            Word("type"u8, "OBJECT"u8);
            _json.EndObject();
            return;
        }

        var choices = schema["anyOf"u8].IsArray ? schema["anyOf"u8] : schema["oneOf"u8];
        var type = schema["type"u8];
        isNullable |= schema["nullable"u8].IsTrue || HasNull(type) || HasNullChoice(choices);
        WriteType(schema, type, choices, depth);
        if (isNullable)
        {
            _json.Name("nullable"u8);
            _json.Bool(true);
        }

        Copy(schema, "title"u8);
        Copy(schema, "description"u8);
        Copy(schema, "minItems"u8);
        Copy(schema, "maxItems"u8);
        Copy(schema, "minimum"u8);
        Copy(schema, "maximum"u8);
        Copy(schema, "minLength"u8);
        Copy(schema, "maxLength"u8);
        Copy(schema, "pattern"u8);
        WriteFormat(schema["format"u8]);
        WriteEnum(schema);
        if (schema["items"u8].IsObject)
        {
            _json.Name("items"u8);
            WriteSchema(schema["items"u8], depth + 1, isNullable: false);
        }

        WriteProperties(schema, depth);
        _json.EndObject();
    }

    private void WriteType(JsonNode schema, JsonNode type, JsonNode choices, int depth)
    {
        if (type.IsString)
        {
            WriteTypeName(type);
        }
        else if (type.IsArray && Others(type) == 1)
        {
            foreach (var one in type.Each)
            {
                if (!one.Is("null"u8))
                {
                    WriteTypeName(one);
                }
            }
        }
        else if (type.IsArray)
        {
            _json.Name("anyOf"u8);
            _json.BeginArray();
            foreach (var one in type.Each)
            {
                if (!one.Is("null"u8))
                {
                    _json.BeginObject();
                    WriteTypeName(one);
                    _json.EndObject();
                }
            }

            _json.EndArray();
            return;
        }
        else if (choices.IsArray)
        {
            _json.Name("anyOf"u8);
            _json.BeginArray();
            foreach (var choice in choices.Each)
            {
                if (!choice["type"u8].Is("null"u8))
                {
                    WriteSchema(choice, depth + 1, isNullable: false);
                }
            }

            _json.EndArray();
        }
        else
        {
            Word("type"u8, schema["properties"u8].IsObject ? "OBJECT"u8 : schema["items"u8].IsObject ? "ARRAY"u8 : "STRING"u8);
        }
    }

    private void WriteTypeName(JsonNode type) => Word("type"u8,
        type.Is("string"u8) ? "STRING"u8
        : type.Is("number"u8) ? "NUMBER"u8
        : type.Is("integer"u8) ? "INTEGER"u8
        : type.Is("boolean"u8) ? "BOOLEAN"u8
        : type.Is("array"u8) ? "ARRAY"u8
        : type.Is("null"u8) ? "NULL"u8
        : "OBJECT"u8);

    private void WriteFormat(JsonNode format)
    {
        if (format.Is("date-time"u8) || format.Is("enum"u8) || format.Is("int32"u8) || format.Is("int64"u8) || format.Is("float"u8) || format.Is("double"u8))
        {
            _json.Name("format"u8);
            _json.Raw(format.Raw.Span);
        }
    }

    /// <summary>Google's <c>enum</c> has strings only.</summary>
    private void WriteEnum(JsonNode schema)
    {
        var only = schema["const"u8];
        var values = schema["enum"u8];
        if (!only.IsString && !(values.IsArray && AllStrings(values)))
        {
            return;
        }

        _json.Name("enum"u8);
        _json.BeginArray();
        if (only.IsString)
        {
            _json.Raw(only.Raw.Span);
        }
        else
        {
            foreach (var value in values.Each)
            {
                if (value.IsString)
                {
                    _json.Raw(value.Raw.Span);
                }
            }
        }

        _json.EndArray();
    }

    private void WriteProperties(JsonNode schema, int depth)
    {
        var properties = schema["properties"u8];
        if (IsEmptyObject(properties))
        {
            return;
        }

        _json.Name("properties"u8);
        _json.BeginObject();
        foreach (var (name, property) in properties.Members)
        {
            _json.Name(JsonString.Of(name));
            WriteSchema(property, depth + 1, isNullable: false);
        }

        _json.EndObject();
        Copy(schema, "required"u8);
        Copy(schema, "propertyOrdering"u8);
    }

    /// <summary>The part of the schema that a local reference names: <c>#/$defs/Name</c>.</summary>
    private JsonNode Resolve(JsonString reference)
    {
        var path = reference.ToString();
        if (!path.StartsWith("#/", StringComparison.Ordinal))
        {
            return default;
        }

        var at = _root;
        foreach (var step in path[2..].Split('/'))
        {
            at = at[System.Text.Encoding.UTF8.GetBytes(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        }

        return at;
    }

    private void Copy(JsonNode schema, ReadOnlySpan<byte> name)
    {
        if (schema[name].Exists)
        {
            _json.Name(name);
            _json.Raw(schema[name].Raw.Span);
        }
    }

    private void Word(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _json.Name(name);
        _json.Ascii(value);
    }

    private static bool HasNull(JsonNode types) => Others(types) < types.Length;

    private static int Others(JsonNode types)
    {
        var others = 0;
        foreach (var type in types.Each)
        {
            others += type.Is("null"u8) ? 0 : 1;
        }

        return others;
    }

    private static bool HasNullChoice(JsonNode choices)
    {
        foreach (var choice in choices.Each)
        {
            if (choice["type"u8].Is("null"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AllStrings(JsonNode values)
    {
        foreach (var value in values.Each)
        {
            if (!value.IsString && value.Exists)
            {
                return false;
            }
        }

        return values.Length > 0;
    }
}
