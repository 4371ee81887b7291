using Tollgate.Exchange;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>One choice of a stream, and how far it is.</summary>
internal sealed class ChatStreamChoice(int index, ChatChunks chunks, AnswerContext context)
{
    /// <summary>Its number in the answer.</summary>
    public int Index => index;

    public ChatThoughts Thoughts { get; } = new(index, chunks, context);

    public ChatStreamCalls Calls { get; } = new(index, chunks, context.LegacyFunctions, context.CustomTools);

    /// <summary>Pictures so far.</summary>
    public int Images { get; set; }

    public bool IsFinished { get; set; }
}
