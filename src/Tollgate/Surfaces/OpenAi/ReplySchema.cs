using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>The schema of a structured answer, which chats have in <c>response_format.json_schema</c> and responses in <c>text.format</c>.</summary>
internal static class ReplySchema
{
    /// <summary>Reads name, description and schema; false where there is no schema, which is refused.</summary>
    public static bool TryRead(JsonNode spec, string path, ChatRequest into, TranslationNotes notes)
    {
        var schema = spec["schema"u8];
        if (!schema.IsObject)
        {
            notes.Refuse(path + ".schema", "it must be a JSON schema, which is an object");
            return false;
        }

        into.Shape = ReplyShape.JsonSchema;
        into.Schema = schema.Raw;
        into.SchemaName = spec["name"u8].Text;
        into.SchemaDescription = spec["description"u8].Text;
        return true;
    }
}
