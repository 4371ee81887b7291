using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Writes an answer as a stream of <c>text_completion</c>. Only texts have a place in it.</summary>
internal sealed class CompletionsStream(AnswerContext context) : AnswerSink
{
    private readonly ChunkFrame _frame = new(context);
    private readonly List<bool> _finished = [];

    public override void Begin(in AnswerStart start) => _frame.Begin("cmpl-"u8, "text_completion"u8, start);

    public override void Text(int choice, JsonString piece) => Write(choice, piece, default);

    public override void Reasoning(int choice, JsonString piece, bool isSummary)
    {
        // No place for thoughts.
    }

    public override void State(int choice, OpaqueState state)
    {
        // No place for notes.
    }

    public override void ToolCall(int choice, int call, JsonString id, JsonString name)
    {
        // The client cannot have offered any tools.
    }

    public override void ToolArguments(int choice, int call, JsonString piece)
    {
        // As above.
    }

    public override void Refusal(int choice, JsonString piece) => Write(choice, piece, default);

    public override void Cite(int choice, Citation citation)
    {
        // No place for sources.
    }

    public override void Media(int choice, MediaPart part)
    {
        // The client cannot have asked for any.
    }

    public override void Logprobs(int choice, ReadOnlyMemory<byte> content)
    {
        // They have another form here and were reported as lost.
    }

    public override void Finish(int choice, FinishReason reason, JsonString stopSequence)
    {
        if (choice is < 0 or >= AnswerCollector.MaxChoices)
        {
            return;
        }

        while (_finished.Count <= choice)
        {
            _finished.Add(false);
        }

        if (!_finished[choice])
        {
            _finished[choice] = true;
            Write(choice, default, ChatFinish.Word(reason, hasCalls: false, isLegacy: false));
        }
    }

    public override void Usage(in TokenUsage usage) => _frame.Usage(usage);

    public override void Fail(UpstreamFailure failure) => _frame.Fail(failure);

    public override void End()
    {
        Finish(0, FinishReason.Unknown, default);
        _frame.End();
    }

    private void Write(int choice, JsonString piece, ReadOnlySpan<byte> finish)
    {
        if (!_frame.HasBegun)
        {
            Begin(default);
        }

        _frame.BeginChunk();
        var bytes = context.Out.Bytes;
        bytes.Write("{\"text\":\""u8);
        bytes.Write(piece.Span);
        bytes.Write("\",\"index\":"u8);
        bytes.Write((long)choice);
        bytes.Write(",\"logprobs\":null,\"finish_reason\":"u8);
        if (finish.IsEmpty)
        {
            bytes.Write("null"u8);
        }
        else
        {
            bytes.Write("\""u8);
            bytes.Write(finish);
            bytes.Write("\""u8);
        }

        bytes.Write("}"u8);
        _frame.EndChunk();
    }
}
