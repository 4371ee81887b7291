using Tollgate.Json;

namespace Tollgate.Surfaces;

/// <summary>Fields that only help to choose a target: of any type, since the provider judges them.</summary>
internal static class RequestHints
{
    /// <summary>Notes what the field's value tells.</summary>
    public static void Note(RequestField field, JsonRange range, ReadOnlySpan<byte> body, ref RequestFields fields)
    {
        if (field == RequestField.AnthropicVersion)
        {
            fields.AnthropicVersion = range; // also a null is a member that must not stand there twice
            return;
        }

        var value = range.Of(body);
        if (value.SequenceEqual("null"u8))
        {
            return;
        }

        switch (field)
        {
            case RequestField.Tools:
                fields.Needs |= value is [(byte)'[', ..] && value[1..].TrimStart(" \t\r\n"u8) is not [(byte)']', ..] ? RequestNeeds.Tools : RequestNeeds.None;
                break;
            case RequestField.System or RequestField.Instructions:
                fields.System = range;
                break;
            case RequestField.Conversation:
                fields.Session = range;
                break;
            case RequestField.PromptCacheKey:
                fields.Session = fields.Session.Exists ? fields.Session : range;
                break;
            case RequestField.Metadata:
                fields.Metadata = range;
                break;
            default:
                fields.Needs |= value.IndexOf("\"json_schema\""u8) >= 0 ? RequestNeeds.JsonSchema : RequestNeeds.None;
                break;
        }
    }
}
