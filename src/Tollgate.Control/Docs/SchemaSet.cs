using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Tollgate.Control.Docs;

/// <summary>JSON schemas of the shapes that a document mentions, each once, from what the serializer knows about them.</summary>
internal sealed class SchemaSet
{
    private readonly JsonObject _schemas = [];
    private readonly FieldTexts _texts = FieldTexts.Load();

    /// <summary>A reference to the schema of this shape.</summary>
    public JsonNode Reference(JsonTypeInfo type)
    {
        var name = NameOf(type.Type);
        if (!_schemas.ContainsKey(name))
        {
            _schemas[name] = JsonSchemaExporter.GetJsonSchemaAsNode(
                type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe });
        }

        return new JsonObject { ["$ref"] = "#/components/schemas/" + name };
    }

    /// <summary>All schemas so far, in the order of their names. Once.</summary>
    public JsonObject Take()
    {
        var sorted = new JsonObject();
        foreach (var (name, schema) in _schemas.OrderBy(each => each.Key, StringComparer.Ordinal).ToList())
        {
            _schemas.Remove(name);
            sorted[name] = schema;
        }

        return sorted;
    }

    private static string NameOf(Type type) => type.Name.EndsWith("Body", StringComparison.Ordinal) ? type.Name[..^4] : type.Name;

    private JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is JsonObject described && context.PropertyInfo?.AttributeProvider is MemberInfo member && _texts.Find(member) is { } text)
        {
            described["description"] = text;
        }

        return schema;
    }
}
