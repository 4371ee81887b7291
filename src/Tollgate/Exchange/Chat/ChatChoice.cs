namespace Tollgate.Exchange.Chat;

/// <summary>One of the answers to a request.</summary>
internal sealed class ChatChoice
{
    /// <summary>What the model said, in its order: texts joined, calls with their arguments whole.</summary>
    public List<Part> Parts { get; } = [];

    public FinishReason Finish { get; set; }

    public JsonString StopSequence { get; set; }

    /// <summary>Elements of OpenAI's <c>logprobs.content</c>, in their order; none where not asked for.</summary>
    public List<ReadOnlyMemory<byte>> Logprobs { get; } = [];
}
