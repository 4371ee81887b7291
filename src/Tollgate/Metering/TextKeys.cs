namespace Tollgate.Metering;

/// <summary>Which members of an answer carry what the model wrote, in any vendor's shape.</summary>
internal static class TextKeys
{
    /// <summary>The member's string is text of the answer.</summary>
    public static bool IsText(ReadOnlySpan<byte> key) => key.Length switch
    {
        4 => key.SequenceEqual("text"u8),
        7 => key.SequenceEqual("content"u8) || key.SequenceEqual("refusal"u8),
        8 => key.SequenceEqual("thinking"u8),
        9 => key.SequenceEqual("reasoning"u8) || key.SequenceEqual("arguments"u8),
        10 => key.SequenceEqual("transcript"u8),
        12 => key.SequenceEqual("partial_json"u8),
        17 => key.SequenceEqual("reasoning_content"u8),
        _ => false,
    };

    /// <summary>The member holds arguments of a tool call as JSON: all of it is text of the answer.</summary>
    public static bool IsArguments(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("args"u8) || key.SequenceEqual("input"u8);

    /// <summary>The member repeats text that stands elsewhere too, or holds what the model did not write.</summary>
    public static bool IsMuted(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("reasoning_details"u8) || key.SequenceEqual("logprobs"u8) || key.SequenceEqual("annotations"u8);

    /// <summary>The members at the top of a document that hold what the model wrote; the rest echoes the request.</summary>
    public static bool IsAnswer(ReadOnlySpan<byte> key) => key.Length switch
    {
        6 => key.SequenceEqual("output"u8),
        7 => key.SequenceEqual("choices"u8) || key.SequenceEqual("content"u8) || key.SequenceEqual("message"u8),
        10 => key.SequenceEqual("candidates"u8),
        _ => false,
    };

    /// <summary>Some servers write reasoning under two names; the second one is not counted.</summary>
    public static bool IsReasoning(ReadOnlySpan<byte> key) => key.SequenceEqual("reasoning"u8) || key.SequenceEqual("reasoning_content"u8);
}
