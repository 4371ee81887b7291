namespace Tollgate.Exchange;

/// <summary>The shape of a request and its answer, for one operation of one vendor. Equal formats on both sides pass bytes through.</summary>
internal enum WireFormat : byte
{
    /// <summary>One that nobody here reads: it can only be passed on.</summary>
    None,

    /// <summary>OpenAI's <c>POST /chat/completions</c>.</summary>
    OpenAiChat,

    /// <summary>OpenAI's <c>POST /responses</c>.</summary>
    OpenAiResponses,

    /// <summary>OpenAI's <c>POST /completions</c>.</summary>
    OpenAiCompletions,

    /// <summary>Anthropic's <c>POST /messages</c>.</summary>
    AnthropicMessages,

    /// <summary>Google's <c>:generateContent</c> and <c>:streamGenerateContent</c>.</summary>
    GeminiGenerate,

    /// <summary>Amazon Bedrock's <c>converse</c> and <c>converse-stream</c>.</summary>
    BedrockConverse,

    /// <summary>Cohere's <c>POST /v2/chat</c>.</summary>
    CohereChat,

    /// <summary>Ollama's <c>POST /api/chat</c>.</summary>
    OllamaChat,

    /// <summary>Anthropic's <c>POST /messages/count_tokens</c>.</summary>
    AnthropicCount,

    /// <summary>Google's <c>:countTokens</c>.</summary>
    GeminiCount,

    /// <summary>OpenAI's <c>POST /embeddings</c>.</summary>
    OpenAiEmbeddings,

    /// <summary>Google's <c>:embedContent</c> and <c>:batchEmbedContents</c>.</summary>
    GeminiEmbed,

    /// <summary>Cohere's <c>POST /v2/embed</c>.</summary>
    CohereEmbed,

    /// <summary>Ollama's <c>POST /api/embed</c>.</summary>
    OllamaEmbed,

    /// <summary>Amazon Bedrock's <c>invoke</c> with a Titan or Cohere embedding model.</summary>
    BedrockEmbed,

    /// <summary>Cohere's <c>POST /v2/rerank</c>.</summary>
    CohereRerank,

    /// <summary>Jina's <c>POST /rerank</c>, which vLLM, SGLang and others copy.</summary>
    JinaRerank,

    /// <summary>OpenAI's <c>POST /images/generations</c>.</summary>
    OpenAiImages,

    /// <summary>Google's pictures: <c>:generateContent</c> of Gemini's models, <c>:predict</c> of Imagen's.</summary>
    GeminiImages,

    /// <summary>OpenAI's <c>POST /audio/speech</c>.</summary>
    OpenAiSpeech,

    /// <summary>Google's <c>:generateContent</c> with sound as its answer.</summary>
    GeminiSpeech,
}
