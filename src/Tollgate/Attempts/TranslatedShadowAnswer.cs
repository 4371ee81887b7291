using Tollgate.Exchange;
using Tollgate.Listening;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Streaming;

namespace Tollgate.Attempts;

/// <summary>The answer to a copy that was translated for a provider of another format.</summary>
/// <param name="translation">The copy's own; returned here.</param>
/// <param name="services">Those of the loop.</param>
/// <param name="stream">A stream was asked for.</param>
internal sealed class TranslatedShadowAnswer(Translation translation, LoopServices services, bool stream) : ShadowAnswer
{
    private AnswerReader? _reader;
    private FrameFeed? _feed;
    private SendBuffer? _document;

    /// <inheritdoc/>
    public override TokenUsage Usage => translation.Figures.HasUsage ? translation.Figures.Usage : default;

    /// <inheritdoc/>
    public override void Begin(ReadOnlySpan<byte> type)
    {
        var frames = TranslatedAnswer.FramesOf(type, stream, translation.Translator);
        if (frames is null)
        {
            return;
        }

        _reader = translation.Translator.BeginUnheard(translation.Figures);
        if (frames == FrameKind.None)
        {
            _document = SendBuffer.Rent(services.Loop);
        }
        else
        {
            _feed = new FrameFeed(frames.Value, _reader, services.Loop, MaxHeldBytes);
        }
    }

    /// <inheritdoc/>
    public override void Observe(ReadOnlyMemory<byte> payload, long now)
    {
        if (_document is { } document && document.Count <= MaxHeldBytes)
        {
            document.Write(payload.Span);
        }
        else if (_feed is { IsBroken: false } feed)
        {
            feed.Feed(payload);
        }
    }

    /// <inheritdoc/>
    public override bool Finish()
    {
        var isWhole = _document is { } document
            ? document.Count <= MaxHeldBytes && _reader!.TryReadWhole(document.Memory)
            : _feed is not null && _feed.Finish();
        return isWhole && translation.Translator.Failure is null;
    }

    /// <inheritdoc/>
    public override void Release()
    {
        _document?.Return();
        _feed?.Release();
        services.Return(translation);
    }
}
