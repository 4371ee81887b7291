namespace Tollgate.Upstreams.Anthropic;

/// <summary>
/// The tool that stands in for a schema at models that take none: the model is made to call it, and what it would be given is the answer. Readers
/// turn the call back into text by its name.
/// </summary>
internal static class AnswerTool
{
    /// <summary>Its name, which no tool of a client's has.</summary>
    public static ReadOnlySpan<byte> Name => "tollgate_structured_answer"u8;

    /// <summary>What it is for, in words for the model.</summary>
    public static ReadOnlySpan<byte> Description => "Gives the final answer to the user. Its input is the whole answer."u8;
}
