namespace Tollgate.Exchange;

/// <summary>How a provider of OpenAI's chat format is asked for reasoning.</summary>
internal enum ReasoningStyle : byte
{
    /// <summary>Not at all: its models think, or do not.</summary>
    None,

    /// <summary><c>reasoning_effort</c>.</summary>
    Effort,

    /// <summary><c>enable_thinking</c> and <c>thinking_budget</c> (Qwen).</summary>
    EnableThinking,

    /// <summary><c>thinking: {"type": "enabled" | "disabled"}</c> (Zhipu, Ark, Moonshot, DeepSeek).</summary>
    ThinkingType,

    /// <summary><c>reasoning: {"effort" | "max_tokens", "exclude"}</c> (OpenRouter).</summary>
    ReasoningObject,

    /// <summary><c>chat_template_kwargs: {"enable_thinking"}</c> (vLLM, SGLang).</summary>
    TemplateArguments,
}
