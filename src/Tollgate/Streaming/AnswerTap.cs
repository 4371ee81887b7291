using Tollgate.Forwarding;
using Tollgate.Json;
using Tollgate.Metering;
using Tollgate.Metering.Bpe;
using Tollgate.Recording.Capture;
using Tollgate.Routing;
using Tollgate.Surfaces;

namespace Tollgate.Streaming;

/// <summary>What is read from an answer in passing. Reused from request to request; the JSON part exists from the first JSON answer on.</summary>
internal sealed class AnswerTap
{
    private JsonTap? _json;
    private StreamTap _stream;
    private TranslatedFigures? _translated;
    private SearchUnitsTap? _units;

    /// <summary>Copies JSON answers in passing; null where they are not kept.</summary>
    public ContentCapture? Capture { get; set; }

    /// <summary>Counts the answer's text by the model's vocabulary, begun; null where it is estimated.</summary>
    public BpeCounter? Counter { get; set; }

    /// <summary>The answer comes as events.</summary>
    public bool IsStream { get; private set; }

    /// <summary>The answer is JSON.</summary>
    public bool IsJson { get; private set; }

    public JsonTap Json => _json!;

    public bool HasUsage => _translated is { } t ? t.HasUsage : IsStream ? _stream.HasUsage : IsJson && Json.HasUsage;

    public TokenUsage Usage => _translated is { } t ? t.Usage : IsStream ? _stream.Usage : IsJson ? Json.Usage : default;

    /// <summary>Search units that the provider bills; 0 where it does not say.</summary>
    public long SearchUnits => _translated is { } t ? t.SearchUnits : _units?.Units ?? 0;

    /// <summary>The usage was reported before the last of the text: a stream that ends here used more.</summary>
    public bool IsUsageStale => _translated is { } t ? t.IsUsageStale : IsStream && _stream.IsUsageStale;

    /// <summary>Tokens of the delivered text as counted here.</summary>
    public long EstimatedOutput => _translated is { } t ? t.EstimatedOutput : IsStream ? _stream.Text.Tokens : IsJson ? Json.Text.Tokens : 0;

    public bool HasFirstToken => _translated is { } t ? IsStream && t.HasFirstToken : IsStream && _stream.HasFirstToken;

    public long FirstTokenAt => _translated is { } t ? t.FirstTokenAt : _stream.FirstTokenAt;

    /// <summary>The dialect's own end of a stream has passed.</summary>
    public bool Finished => _translated is null && IsStream && _stream.Finished;

    /// <summary>Where error events stand among those observed last.</summary>
    public JsonRange ErrorEvents => _stream.Errors;

    public bool ErrorSeen => _translated is { } t ? t.Failed : IsStream ? _stream.ErrorSeen : IsJson && Json.HasError;

    public void BeginStream(Dialect dialect)
    {
        _translated = null;
        IsStream = true;
        IsJson = false;
        _stream = new StreamTap(dialect, Counter);
    }

    /// <summary>A second stream goes on with the answer that a first one began.</summary>
    public void BeginStreamAgain(Dialect dialect)
    {
        IsStream = true;
        IsJson = false;
        _stream = _stream.Next(dialect, Counter);
    }

    /// <summary>The answer is JSON that is passed through.</summary>
    /// <param name="dialect">What usage looks like.</param>
    /// <param name="seeksUnits">It may be sold by search units.</param>
    public void BeginJson(Dialect dialect, bool seeksUnits = false)
    {
        _units = seeksUnits ? new SearchUnitsTap() : null;
        _translated = null;
        IsStream = false;
        IsJson = true;
        (_json ??= new JsonTap()).Reset(dialect, new TokenEstimator(Counter, LocalTokens.LoopBytes));
    }

    public void BeginOpaque()
    {
        _units = null;
        _translated = null;
        IsStream = IsJson = false;
    }

    /// <summary>The answer is translated, which finds its figures.</summary>
    public void BeginTranslated(TranslatedFigures figures, bool isStream)
    {
        _translated = figures;
        figures.CountWith(Counter, isStream ? LocalTokens.StreamBytes : LocalTokens.LoopBytes);
        IsStream = isStream;
        IsJson = false;
    }

    /// <summary>Looks at the next bytes of a JSON answer.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        if (IsJson)
        {
            Look(bytes);
            Capture?.AddAnswer(bytes);
        }
    }

    /// <summary>
    /// Looks at a JSON answer, or at its beginning, before any of it goes out. Some providers refuse with a good status: then what they were sent is
    /// hidden, before anybody keeps a copy.
    /// </summary>
    public void ObserveFirst(Span<byte> bytes, Upstream upstream)
    {
        if (IsJson)
        {
            Look(bytes);
            if (Json.HasError)
            {
                SecretMask.Of(upstream)?.Apply(bytes);
            }

            Capture?.AddAnswer(bytes);
        }
    }

    private void Look(ReadOnlySpan<byte> bytes)
    {
        Json.Observe(bytes);
        _units?.Observe(bytes);
    }

    /// <summary>Looks at complete events; tells where the one stands that carries usage only.</summary>
    public JsonRange ObserveEvents(ReadOnlySpan<byte> events, long now)
    {
        _stream.Observe(events, now);
        return _stream.UsageOnlyEvent;
    }
}
