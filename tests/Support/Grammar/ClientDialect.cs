namespace Tollgate.TestSupport.Grammar;

/// <summary>A form in which a client gets a chat's answer.</summary>
public enum ClientDialect
{
    Chat,
    Completions,
    Responses,
    Anthropic,
    Gemini,

    /// <summary>Google's stream as one JSON array.</summary>
    GeminiArray,
}
