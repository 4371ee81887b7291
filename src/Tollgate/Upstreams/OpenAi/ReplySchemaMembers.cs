using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Upstreams.OpenAi;

/// <summary>The schema of a structured answer, which chats have in <c>response_format.json_schema</c> and responses in <c>text.format</c>.</summary>
internal static class ReplySchemaMembers
{
    /// <summary>Writes name, description, schema and strictness, as members of an open object.</summary>
    public static void Write(ChatRequest request, JsonOut json)
    {
        json.Name("name"u8);
        if (request.SchemaName.IsEmpty)
        {
            json.Ascii("answer"u8); // a name is required here
        }
        else
        {
            json.String(request.SchemaName);
        }

        json.StringIfAny("description"u8, request.SchemaDescription);
        json.Name("schema"u8);
        json.Raw(request.Schema.IsEmpty ? "{}"u8 : request.Schema.Span);
        if (request.SchemaStrict is { } strict)
        {
            json.Name("strict"u8);
            json.Bool(strict);
        }
    }
}
