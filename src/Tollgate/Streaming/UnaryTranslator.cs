using Tollgate.Exchange;
using Tollgate.Exchange.Unary;
using Tollgate.Metering;

namespace Tollgate.Streaming;

/// <summary>Operations that are answered whole: vectors, an order of documents, a count, pictures, speech.</summary>
internal sealed class UnaryTranslator(UnarySurface surface, UnaryUpstream upstream) : Translator
{
    private readonly UnaryExchange _exchange = surface.NewExchange();

    /// <inheritdoc/>
    public override WireFormat Target => upstream.Format;

    /// <inheritdoc/>
    public override FrameKind Frames => FrameKind.None;

    /// <inheritdoc/>
    public override bool MetersFailure => true;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> ContentType => _exchange.ContentType;

    /// <inheritdoc/>
    public override void WriteRequest(JsonNode body, UpstreamCall call, TranslationNotes notes, TranslationParties parties, JsonOut json)
    {
        _exchange.Read(body, notes);
        if (notes.RefusedField is null)
        {
            _exchange.Write(upstream, call, notes, json);
        }
    }

    /// <inheritdoc/>
    public override AnswerReader BeginStream(AnswerContext context, TranslatedFigures figures) => new Reader(this, figures);

    /// <inheritdoc/>
    public override AnswerReader BeginGathering(TranslatedFigures figures) => new Reader(this, figures);

    /// <inheritdoc/>
    public override AnswerReader BeginUnheard(TranslatedFigures figures) => new Reader(this, figures);

    /// <inheritdoc/>
    public override void WriteGathered(AnswerContext context) => _exchange.WriteAnswer(context);

    /// <inheritdoc/>
    public override void WriteBreak(UpstreamFailure failure, AnswerContext context) =>
        surface.WriteFailure(failure, FailureKinds.StatusOf(failure.Kind), context);

    /// <inheritdoc/>
    public override UpstreamFailure ReadFailure(int status, ReadOnlySpan<byte> errorType, ReadOnlyMemory<byte> body) =>
        upstream.ReadFailure(status, errorType, body);

    /// <inheritdoc/>
    public override int WriteFailure(UpstreamFailure failure, int status, AnswerContext context) => surface.WriteFailure(failure, status, context);

    private sealed class Reader(UnaryTranslator translator, TranslatedFigures figures) : AnswerReader
    {
        public override void ReadFrame(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
        {
        }

        public override bool TryReadWhole(ReadOnlyMemory<byte> body)
        {
            if (!translator._exchange.TryReadAnswer(upstream: translator.Upstream, body))
            {
                return false;
            }

            var usage = translator._exchange.Usage;
            figures.SearchUnits = usage.SearchUnits;
            if (usage.Source == UsageSource.Reported)
            {
                figures.Report(usage);
            }

            translator.Failure = translator._exchange.Failure;
            figures.Failed = translator.Failure is not null;

            return IsEnded = true;
        }

        public override bool Complete() => false;
    }

    private UnaryUpstream Upstream => upstream;
}
