using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Surfaces.OpenAi;

/// <summary>Writes an answer as a stream of <c>text_completion</c>. Only texts have a place in it.</summary>
internal sealed class CompletionsStream(AnswerContext context) : AnswerSink
{
    private readonly List<bool> _finished = [];
    private byte[] _head = [];
    private TokenUsage? _usage;

    private JsonOut Json => context.Out;

    public override void Begin(in AnswerStart start) =>
        _head = ChunkHead.Of("data: "u8, "cmpl-"u8, "text_completion"u8, start, context);

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

    public override void Usage(in TokenUsage usage) => _usage = usage;

    public override void Fail(UpstreamFailure failure)
    {
        Json.Bytes.Write("data: "u8);
        Json.Restart();
        OpenAiErrors.Write(failure, FailureKinds.StatusOf(failure.Kind), Json);
        Json.Bytes.Write("\n\n"u8);
    }

    public override void End()
    {
        Finish(0, FinishReason.Unknown, default);
        if (context.IncludeUsage && _usage is { } usage)
        {
            Json.Bytes.Write(_head);
            Json.Bytes.Write("],\"usage\":"u8);
            Json.Restart();
            ChatUsage.Write(Json, usage);
            Json.Bytes.Write("}\n\n"u8);
        }

        Json.Bytes.Write("data: [DONE]\n\n"u8);
    }

    private void Write(int choice, JsonString piece, ReadOnlySpan<byte> finish)
    {
        if (_head.Length == 0)
        {
            Begin(default);
        }

        Json.Bytes.Write(_head);
        Json.Bytes.Write("{\"text\":\""u8);
        Json.Bytes.Write(piece.Span);
        Json.Bytes.Write("\",\"index\":"u8);
        Json.Bytes.Write((long)choice);
        Json.Bytes.Write(",\"logprobs\":null,\"finish_reason\":"u8);
        if (finish.IsEmpty)
        {
            Json.Bytes.Write("null"u8);
        }
        else
        {
            Json.Bytes.Write("\""u8);
            Json.Bytes.Write(finish);
            Json.Bytes.Write("\""u8);
        }

        Json.Bytes.Write(context.IncludeUsage ? "}],\"usage\":null}\n\n"u8 : "}]}\n\n"u8);
    }
}
