namespace Tollgate.Routing;

/// <summary>What the body of a provider's error looks like.</summary>
internal enum ErrorShape : byte
{
    /// <summary><c>{"error": {"message", "type", "param", "code"}}</c>.</summary>
    OpenAi,

    /// <summary><c>{"type": "error", "error": {"type", "message"}}</c>.</summary>
    Anthropic,

    /// <summary><c>{"error": {"code", "message", "status", "details"}}</c>.</summary>
    Google,

    /// <summary><c>{"message"}</c>, its type in the header <c>x-amzn-errortype</c>.</summary>
    Amazon,

    /// <summary><c>{"id", "message"}</c>.</summary>
    Cohere,

    /// <summary><c>{"object": "error", "message", "type", "code"}</c>, or <c>{"detail"}</c>.</summary>
    Flat,

    /// <summary><c>{"code", "error"}</c>, both of them text.</summary>
    CodeAndText,

    /// <summary><c>{"error": text}</c>.</summary>
    Text,

    /// <summary><c>{"error": {"code", "message"}}</c>, the code being one of the provider's own numbers.</summary>
    OwnCodes,

    /// <summary>Status 200 and <c>{"base_resp": {"status_code", "status_msg"}}</c>.</summary>
    InAnswer,
}
