namespace Tollgate.Exchange.Chat;

/// <summary>What form the answer's text must have.</summary>
internal enum ReplyShape : byte
{
    /// <summary>Any.</summary>
    Text,

    /// <summary>Some JSON object.</summary>
    JsonObject,

    /// <summary>JSON by <see cref="ChatRequest.Schema"/>.</summary>
    JsonSchema,
}
