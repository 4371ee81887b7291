namespace Tollgate.Exchange;

/// <summary>Where providers of OpenAI's chat format differ, as data: what a request for them must say otherwise, or must not say.</summary>
internal sealed record ChatQuirks
{
    /// <summary>OpenAI's own, and what its copies take.</summary>
    public static ChatQuirks Default { get; } = new();

    /// <summary>Field for the limit of tokens.</summary>
    public string MaxTokensField { get; init; } = "max_tokens";

    /// <summary>Role of instructions.</summary>
    public string SystemRole { get; init; } = "system";

    /// <summary>Field of a message that holds the model's thoughts when they are sent back; null where they are not taken back.</summary>
    public string? ReasoningField { get; init; }

    /// <summary>How reasoning is asked for.</summary>
    public ReasoningStyle Reasoning { get; init; } = ReasoningStyle.Effort;

    /// <summary>Field for the seed.</summary>
    public string SeedField { get; init; } = "seed";

    /// <summary>Word for "call some tool" in <c>tool_choice</c>.</summary>
    public string RequiredWord { get; init; } = "required";

    /// <summary>Ids of tool calls must have exactly nine letters and digits.</summary>
    public bool ShortToolIds { get; init; }

    /// <summary><c>top_k</c> is taken.</summary>
    public bool TakesTopK { get; init; }

    /// <summary><c>response_format</c> of type <c>json_schema</c> is taken.</summary>
    public bool TakesSchema { get; init; } = true;

    /// <summary><c>cache_control</c> is taken on parts of content and on tools (OpenRouter).</summary>
    public bool TakesCacheMarks { get; init; }

    /// <summary>Parts of type <c>video_url</c> are taken.</summary>
    public bool TakesVideo { get; init; }

    /// <summary>Google's notes come and go in <c>extra_content.google.thought_signature</c> of tool calls (Gemini's OpenAI form).</summary>
    public bool ThoughtSignatures { get; init; }

    /// <summary>Most stop sequences.</summary>
    public int MaxStops { get; init; } = 4;

    /// <summary>Fields that are refused or without effect, and so are not written, such as <c>logit_bias</c> or <c>user</c>; also types of content parts, such as <c>input_audio</c>.</summary>
    public IReadOnlyList<string> Refuses { get; init; } = [];
}
