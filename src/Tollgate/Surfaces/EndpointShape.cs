namespace Tollgate.Surfaces;

/// <summary>What a JSON request body must hold, by endpoint. Fields that a shape does not read may be of any type.</summary>
internal enum EndpointShape : byte
{
    /// <summary>No field is required; <c>model</c> and <c>stream</c> are read where they stand (images, audio speech, moderations, rerank).</summary>
    AnyWithModel,

    /// <summary><c>model</c> and a non-empty array of objects <c>messages</c>.</summary>
    ChatCompletions,

    /// <summary><c>model</c> and <c>prompt</c>.</summary>
    Completions,

    /// <summary><c>model</c> and a non-empty <c>input</c>.</summary>
    Embeddings,

    /// <summary><c>model</c>, unless a stored prompt or an earlier response names it.</summary>
    Responses,

    /// <summary><c>model</c> and <c>messages</c> as Anthropic's Messages API has them.</summary>
    AnthropicMessages,

    /// <summary><c>contents</c> as Google's generateContent has it; the model stands in the path.</summary>
    Gemini,
}
