namespace Tollgate.Surfaces;

/// <summary>The wire format that a client or a provider speaks. Equal dialects on both sides pass bytes through.</summary>
public enum Dialect : byte
{
    /// <summary>Bytes that the gateway does not read, such as raw routes.</summary>
    None,

    /// <summary>OpenAI's HTTP API, and every API that copies it.</summary>
    OpenAi,

    /// <summary>Anthropic's Messages API.</summary>
    Anthropic,

    /// <summary>Google's generateContent API.</summary>
    Gemini,
}
