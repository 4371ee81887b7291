using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Tests.Upstreams.OpenAi;

/// <summary>Takes an answer and forgets it.</summary>
internal sealed class NothingSink : AnswerSink
{
    public override void Begin(in AnswerStart start)
    {
    }

    public override void Text(int choice, JsonString piece)
    {
    }

    public override void Reasoning(int choice, JsonString piece, bool isSummary)
    {
    }

    public override void State(int choice, OpaqueState state)
    {
    }

    public override void ToolCall(int choice, int call, JsonString id, JsonString name)
    {
    }

    public override void ToolArguments(int choice, int call, JsonString piece)
    {
    }

    public override void Refusal(int choice, JsonString piece)
    {
    }

    public override void Cite(int choice, Citation citation)
    {
    }

    public override void Media(int choice, MediaPart part)
    {
    }

    public override void Logprobs(int choice, ReadOnlyMemory<byte> content)
    {
    }

    public override void Finish(int choice, FinishReason reason, JsonString stopSequence)
    {
    }

    public override void Usage(in TokenUsage usage)
    {
    }

    public override void Fail(UpstreamFailure failure)
    {
    }

    public override void End()
    {
    }
}
