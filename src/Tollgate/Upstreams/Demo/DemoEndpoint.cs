namespace Tollgate.Upstreams.Demo;

/// <summary>What the fake provider can be asked.</summary>
internal enum DemoEndpoint : byte
{
    Unknown,
    Health,
    Chat,
    Completions,
    Responses,
    Embeddings,
    Moderations,
    Models,
    Speech,
    Transcriptions,
    Images,
    Files,

    /// <summary>Anthropic's <c>/v1/messages</c>.</summary>
    Messages,

    /// <summary>Anthropic's <c>/v1/messages/count_tokens</c>.</summary>
    CountTokens,

    /// <summary>Gemini's <c>models/NAME:generateContent</c>.</summary>
    Generate,

    /// <summary>Gemini's <c>models/NAME:streamGenerateContent</c>.</summary>
    GenerateStream,
}
