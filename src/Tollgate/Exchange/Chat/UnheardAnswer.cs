using Tollgate.Metering;

namespace Tollgate.Exchange.Chat;

/// <summary>Takes an answer that nobody gets: a copy's, which is read for its figures only.</summary>
internal sealed class UnheardAnswer : AnswerSink
{
    private UnheardAnswer()
    {
    }

    /// <summary>It holds nothing, so that one serves all.</summary>
    public static UnheardAnswer Instance { get; } = new();

    /// <inheritdoc/>
    public override void Begin(in AnswerStart start)
    {
    }

    /// <inheritdoc/>
    public override void Text(int choice, JsonString piece)
    {
    }

    /// <inheritdoc/>
    public override void Reasoning(int choice, JsonString piece, bool isSummary)
    {
    }

    /// <inheritdoc/>
    public override void State(int choice, OpaqueState state)
    {
    }

    /// <inheritdoc/>
    public override void ToolCall(int choice, int call, JsonString id, JsonString name)
    {
    }

    /// <inheritdoc/>
    public override void ToolArguments(int choice, int call, JsonString piece)
    {
    }

    /// <inheritdoc/>
    public override void Refusal(int choice, JsonString piece)
    {
    }

    /// <inheritdoc/>
    public override void Cite(int choice, Citation citation)
    {
    }

    /// <inheritdoc/>
    public override void Media(int choice, MediaPart part)
    {
    }

    /// <inheritdoc/>
    public override void Logprobs(int choice, ReadOnlyMemory<byte> content)
    {
    }

    /// <inheritdoc/>
    public override void Finish(int choice, FinishReason reason, JsonString stopSequence)
    {
    }

    /// <inheritdoc/>
    public override void Usage(in TokenUsage usage)
    {
    }

    /// <inheritdoc/>
    public override void Fail(UpstreamFailure failure)
    {
    }

    /// <inheritdoc/>
    public override void End()
    {
    }
}
