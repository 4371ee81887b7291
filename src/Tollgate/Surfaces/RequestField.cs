namespace Tollgate.Surfaces;

/// <summary>A field of a request body that the gateway reads.</summary>
internal enum RequestField : byte
{
    /// <summary>No field: the body as a whole.</summary>
    None,

    /// <summary><c>model</c>.</summary>
    Model,

    /// <summary><c>stream</c>.</summary>
    Stream,

    /// <summary><c>stream_options</c>.</summary>
    StreamOptions,

    /// <summary><c>stream_options.include_usage</c>.</summary>
    IncludeUsage,

    /// <summary><c>max_tokens</c>.</summary>
    MaxTokens,

    /// <summary><c>max_completion_tokens</c>.</summary>
    MaxCompletionTokens,

    /// <summary><c>max_output_tokens</c>.</summary>
    MaxOutputTokens,

    /// <summary><c>n</c>.</summary>
    N,

    /// <summary><c>messages</c>.</summary>
    Messages,

    /// <summary><c>input</c>.</summary>
    Input,

    /// <summary><c>prompt</c>.</summary>
    Prompt,

    /// <summary><c>contents</c>.</summary>
    Contents,

    /// <summary><c>generationConfig</c>.</summary>
    GenerationConfig,

    /// <summary><c>generationConfig.maxOutputTokens</c>.</summary>
    GenerationMaxOutputTokens,

    /// <summary><c>previous_response_id</c>.</summary>
    PreviousResponseId,

    /// <summary><c>store</c>.</summary>
    Store,

    /// <summary><c>user</c>.</summary>
    User,

    /// <summary><c>tools</c>.</summary>
    Tools,

    /// <summary><c>response_format</c>.</summary>
    ResponseFormat,

    /// <summary><c>text</c>, which holds the format of a response.</summary>
    Text,

    /// <summary><c>output_format</c>.</summary>
    OutputFormat,

    /// <summary><c>output_config</c>.</summary>
    OutputConfig,

    /// <summary><c>system</c>.</summary>
    System,

    /// <summary><c>instructions</c>.</summary>
    Instructions,

    /// <summary><c>prompt_cache_key</c>.</summary>
    PromptCacheKey,

    /// <summary><c>conversation</c>.</summary>
    Conversation,

    /// <summary><c>metadata</c>.</summary>
    Metadata,

    /// <summary><c>anthropic_version</c>.</summary>
    AnthropicVersion,
}
