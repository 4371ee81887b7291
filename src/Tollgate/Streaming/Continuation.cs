using Tollgate.Listening;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>
/// What it takes to go on with a stream elsewhere when it breaks: the text that the client has, and what opened it. Rented for the requests of models
/// with <c>continue_stream</c>; the request's own body is kept beside it until it is certain that nothing will be gone on with.
/// </summary>
internal sealed class Continuation
{
    private ContinuedText _text;
    private TokenUsage _earlier;
    private Cost _earlierCost;
    private bool _hasStarted;
    private bool _isBroken;
    private bool _isOpen;
    private bool _hasOpening;
    private bool _hasBlock;
    private int _owedFrom;

    /// <summary>The stream may still be gone on with: request and text are kept.</summary>
    public bool MayGoOn { get; private set; }

    /// <summary>The stream of the second provider is the one that is relayed.</summary>
    public bool IsContinued { get; private set; }

    /// <summary>The text that goes into the prompt: without the white space at its end, which providers refuse.</summary>
    public ReadOnlySpan<byte> Prefill => _text.Bytes[.._owedFrom];

    /// <summary>Tokens that the first provider wrote.</summary>
    public long EarlierOutput => _earlier.Output;

    /// <summary>Begins with a stream of which nothing has been read; null where the request is none that could be gone on with.</summary>
    public static Continuation? Begin(RequestContext request)
    {
        if (!ContinuableRequest.Is(request))
        {
            return null;
        }

        var continuation = request.Services.RentContinuation();
        continuation.MayGoOn = true;
        return continuation;
    }

    /// <summary>Takes what goes to the client: complete events of the first stream.</summary>
    public void Collect(RequestContext request, ReadOnlySpan<byte> events)
    {
        var reader = new SseEventReader(events, Starts());
        while (MayGoOn && reader.TryRead(out var read))
        {
            if (read.DataLines == 0)
            {
                continue;
            }

            var piece = read.DataLines > 1 ? new StreamPiece { Marks = PieceMarks.Unfit } : StreamPiece.Read(request.Endpoint.Dialect, read.Data);
            _hasOpening |= piece.Is(PieceMarks.Opening) || piece.Role.Exists;
            _hasBlock |= piece.Is(PieceMarks.Block);
            if (piece.Is(PieceMarks.Unfit | PieceMarks.Final))
            {
                GiveUp(request);
            }
            else if (piece.Text.Exists && !_text.TryAdd(request, piece.Text.Of(read.Data)))
            {
                request.Services.Shared.Continuations.CountDropped();
                GiveUp(request);
            }
        }
    }

    /// <summary>The first stream broke.</summary>
    /// <param name="usage">What it used, as far as is known.</param>
    /// <param name="cost">What that cost.</param>
    /// <returns>False where the text can not stand in a prompt.</returns>
    public bool TryBreak(TokenUsage usage, Cost cost)
    {
        if (EscapedText.EndsInHalf(_text.Bytes))
        {
            return false;
        }

        (_earlier, _earlierCost) = (usage, cost);
        _isBroken = true;
        _owedFrom = EscapedText.TrimmedLength(_text.Bytes);
        return true;
    }

    /// <summary>A second provider goes on.</summary>
    public void GoOn()
    {
        MayGoOn = false;
        IsContinued = true;
        _hasStarted = false;
    }

    /// <summary>
    /// Plans what is to be changed in an event of the second stream: what opened the answer is not said twice, the white space that was left out of the
    /// prompt neither, and usage is that of both.
    /// </summary>
    /// <returns>False where nothing of the event is left.</returns>
    public bool TryFit(RequestContext request, ReadOnlySpan<byte> data, ref SpliceEdits edits)
    {
        var dialect = request.Endpoint.Dialect;
        var piece = StreamPiece.Read(dialect, data);
        if (!_isOpen)
        {
            if ((piece.Is(PieceMarks.Opening) && _hasOpening) || (piece.Is(PieceMarks.Block) && _hasBlock))
            {
                return false;
            }

            var cut = piece.Text.Exists ? EscapedText.CommonWhite(_text.Bytes[_owedFrom..], piece.Text.Of(data)) : 0;
            _owedFrom += cut;
            _isOpen = cut < piece.Text.Length;
            if (cut > 0)
            {
                edits.Add(piece.Text.Start, cut, []);
            }

            if (cut > 0 && cut == piece.Text.Length && !piece.Is(PieceMarks.Final) && !piece.Usage.Exists)
            {
                return false;
            }
        }

        if (piece.Role.Exists && _hasOpening)
        {
            edits.Add(piece.Role.Start, piece.Role.Length, []);
        }

        if (piece.Usage.Exists && request.Tap.HasUsage)
        {
            edits.Add(piece.Usage.Start, piece.Usage.Length, UsageText.Write(dialect, Sum(_earlier, request.Tap.Usage)));
        }

        return true;
    }

    /// <summary>True at the first call for a stream, whose first bytes may be a byte order mark.</summary>
    public bool Starts()
    {
        var starts = !_hasStarted;
        _hasStarted = true;
        return starts;
    }

    /// <summary>Adds what the broken stream used to what the record says of the second one; alone, where there was no second one.</summary>
    public void Settle(RequestRecord record)
    {
        if (!_isBroken)
        {
            return;
        }

        if (!IsContinued)
        {
            (record.Usage, record.Cost) = (_earlier, _earlierCost);
            return;
        }

        var second = record.Usage;
        if (second.Source == UsageSource.Estimated)
        {
            second.Input += _earlier.Output; // its prompt ended with the text so far
        }

        record.Usage = Sum(_earlier, second);
        record.Cost = new Cost(
            _earlierCost.NanoUsd + record.Cost.NanoUsd,
            _earlierCost.State == PriceState.Unpriced || record.Cost.State == PriceState.Unpriced ? PriceState.Unpriced
            : (PriceState)Math.Max((int)_earlierCost.State, (int)record.Cost.State));
    }

    /// <summary>Nothing will be gone on with: the request and its text need not be kept.</summary>
    public void GiveUp(RequestContext request)
    {
        if (MayGoOn)
        {
            MayGoOn = false;
            _text.Release(request);
            request.CountPrompt();
            request.ReleaseRequest();
        }
    }

    /// <summary>Makes it ready for another request.</summary>
    public void Reset(RequestContext request)
    {
        _text.Release(request);
        (_earlier, _earlierCost) = (default, default);
        _hasStarted = _isBroken = _isOpen = _hasOpening = _hasBlock = false;
        MayGoOn = IsContinued = false;
        _owedFrom = 0;
    }

    private static TokenUsage Sum(TokenUsage a, TokenUsage b) => new()
    {
        Input = a.Input + b.Input,
        CachedInput = a.CachedInput + b.CachedInput,
        CacheWrite = a.CacheWrite + b.CacheWrite,
        CacheWrite1h = a.CacheWrite1h + b.CacheWrite1h,
        Output = a.Output + b.Output,
        Reasoning = a.Reasoning + b.Reasoning,
        AudioInput = a.AudioInput + b.AudioInput,
        AudioOutput = a.AudioOutput + b.AudioOutput,
        ImageInput = a.ImageInput + b.ImageInput,
        ImageOutput = a.ImageOutput + b.ImageOutput,
        Total = a.Total + b.Total,
        Source = a.Source == UsageSource.Estimated || b.Source == UsageSource.Estimated ? UsageSource.Estimated
            : a.Source == UsageSource.None ? b.Source : a.Source,
    };
}
