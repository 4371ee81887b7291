namespace Tollgate.Exchange.Chat;

/// <summary>How hard the model shall think.</summary>
internal enum Effort : byte
{
    /// <summary>The client did not say.</summary>
    Unset,

    /// <summary>Not at all.</summary>
    None,
    Minimal,
    Low,
    Medium,
    High,

    /// <summary>OpenAI's <c>xhigh</c>, Anthropic's <c>max</c>.</summary>
    Max,

    /// <summary>As the model sees fit (Anthropic's <c>adaptive</c>, Gemini's budget -1).</summary>
    Adaptive,
}
