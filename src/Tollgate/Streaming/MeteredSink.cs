using Tollgate.Exchange;
using Tollgate.Exchange.Chat;
using Tollgate.Metering;

namespace Tollgate.Streaming;

/// <summary>Looks at a translated answer in passing: tokens, the first one's moment, delivered text. Closes what the provider left open.</summary>
/// <param name="to">Who takes the answer.</param>
/// <param name="figures">Where the figures go.</param>
/// <param name="failed">Told of the provider's own error.</param>
internal sealed class MeteredSink(AnswerSink to, TranslatedFigures figures, Action<UpstreamFailure> failed) : AnswerSink
{
    private const int TextKind = 1;
    private const int ReasoningKind = 2;
    private const int ArgumentsKind = 3;
    private const int RefusalKind = 4;

    /// <summary>Choices that have finished, as bits: what a provider says after its finish reason has no place in any format.</summary>
    private UInt128 _finished;
    private bool _begun;

    public override void Begin(in AnswerStart start)
    {
        if (!_begun)
        {
            _begun = true;
            to.Begin(in start);
        }
    }

    public override void Text(int choice, JsonString piece)
    {
        if (IsOver(choice))
        {
            return;
        }

        figures.AddText(piece.Span, TextKind);
        to.Text(choice, piece);
    }

    public override void Reasoning(int choice, JsonString piece, bool isSummary)
    {
        if (IsOver(choice))
        {
            return;
        }

        figures.AddText(piece.Span, ReasoningKind);
        to.Reasoning(choice, piece, isSummary);
    }

    public override void State(int choice, OpaqueState state)
    {
        if (!IsOver(choice))
        {
            to.State(choice, state);
        }
    }

    public override void ToolCall(int choice, int call, JsonString id, JsonString name)
    {
        if (IsOver(choice))
        {
            return;
        }

        figures.AddCall(name.Span);
        to.ToolCall(choice, call, id, name);
    }

    public override void ToolArguments(int choice, int call, JsonString piece)
    {
        if (IsOver(choice))
        {
            return;
        }

        figures.AddText(piece.Span, ArgumentsKind);
        to.ToolArguments(choice, call, piece);
    }

    public override void Refusal(int choice, JsonString piece)
    {
        if (IsOver(choice))
        {
            return;
        }

        figures.AddText(piece.Span, RefusalKind);
        to.Refusal(choice, piece);
    }

    public override void Cite(int choice, Citation citation)
    {
        if (!IsOver(choice))
        {
            to.Cite(choice, citation);
        }
    }

    public override void Search(int choice, SearchPart search)
    {
        if (!IsOver(choice))
        {
            to.Search(choice, search);
        }
    }

    public override void Media(int choice, MediaPart part)
    {
        if (IsOver(choice))
        {
            return;
        }

        figures.MarkToken();
        to.Media(choice, part);
    }

    public override void Logprobs(int choice, ReadOnlyMemory<byte> content)
    {
        if (!IsOver(choice))
        {
            to.Logprobs(choice, content);
        }
    }

    public override void Finish(int choice, FinishReason reason, JsonString stopSequence)
    {
        if (!IsOver(choice))
        {
            _finished |= UInt128.One << choice;
            to.Finish(choice, reason, stopSequence);
        }
    }

    public override void Usage(in TokenUsage usage)
    {
        figures.Report(usage);
        to.Usage(in usage);
    }

    public override void Fail(UpstreamFailure failure)
    {
        figures.Failed = true;
        failed(failure);
        to.Fail(failure);
    }

    public override void End()
    {
        if (!figures.HasUsage)
        {
            to.Usage(figures.Estimate());
        }

        to.End();
    }

    /// <summary>It has finished, or no reader numbers so high.</summary>
    private bool IsOver(int choice) => choice is < 0 or >= AnswerCollector.MaxChoices || (_finished & (UInt128.One << choice)) != 0;
}
