namespace Tollgate.Exchange.Chat;

/// <summary>Whose note an <see cref="OpaqueState"/> is. It is sent back to nobody else.</summary>
internal enum StateOrigin : byte
{
    None,

    /// <summary>The <c>signature</c> of Anthropic's <c>thinking</c> block, wherever Claude runs.</summary>
    Anthropic,

    /// <summary>The <c>data</c> of Anthropic's <c>redacted_thinking</c> block.</summary>
    AnthropicRedacted,

    /// <summary>Google's <c>thoughtSignature</c>.</summary>
    Gemini,

    /// <summary>The <c>encrypted_content</c> of OpenAI's <c>reasoning</c> item.</summary>
    OpenAi,

    /// <summary>Entries of <c>reasoning_details</c> as OpenRouter gives them: a JSON array.</summary>
    ReasoningDetails,

    /// <summary>A search that ran at Anthropic: the blocks of the call and of what it found, a JSON array of them. The models want them back like their thoughts.</summary>
    AnthropicSearch,

    /// <summary>A search that ran at OpenAI: its <c>web_search_call</c> item. Reasoning items refer to it.</summary>
    OpenAiSearch,
}
