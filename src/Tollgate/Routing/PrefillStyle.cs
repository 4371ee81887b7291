namespace Tollgate.Routing;

/// <summary>How a provider is asked to go on from the beginning of an answer.</summary>
internal enum PrefillStyle : byte
{
    /// <summary>It cannot, or nobody knows.</summary>
    None,

    /// <summary>By an assistant's message at the end, as Anthropic's API has it.</summary>
    TrailingMessage,

    /// <summary>By such a message and <c>continue_final_message: true, add_generation_prompt: false</c>, as vLLM and SGLang have it.</summary>
    ContinueFinalMessage,
}
