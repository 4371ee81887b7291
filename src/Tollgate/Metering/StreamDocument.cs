using Tollgate.Json;
using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>
/// Reads one event's JSON from its top: the places where vendors put usage, errors, ends and text outside a delta. Only the
/// levels named here are looked at, so a tool schema that has a field called usage stays what it is.
/// </summary>
internal ref struct StreamDocument(ReadOnlySpan<byte> json, Dialect dialect, ref TokenUsage usage, ref TokenEstimator text)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private readonly Dialect _dialect = dialect;
    private readonly ref TokenUsage _usage = ref usage;
    private readonly ref TokenEstimator _text = ref text;
    private JsonScan _scan = new(json);
    private bool _hasTopUsage;
    private bool _hasNoChoices;

    /// <summary>Usage was read into the caller's record.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>The event carries an error.</summary>
    public bool HasError { get; private set; }

    /// <summary>The event ends the answer.</summary>
    public bool Finished { get; private set; }

    /// <summary>The event carries text outside a delta.</summary>
    public bool HasText { get; private set; }

    /// <summary>Usage at the top, an empty array of choices, no error.</summary>
    public readonly bool IsUsageOnly => _hasTopUsage && _hasNoChoices && !HasError;

    /// <summary>Reads it. What is broken is read up to there.</summary>
    public void Read(ReadOnlySpan<byte> eventName)
    {
        ReadType(eventName);
        _scan.SkipWhite();
        if (!_scan.TryEnterObject())
        {
            return;
        }

        do
        {
            if (!_scan.TryReadKey(out var key) || !TryReadMember(key))
            {
                return;
            }
        }
        while (_scan.TryNextMember());
    }

    private bool TryReadMember(ReadOnlySpan<byte> key)
    {
        var start = _scan.Position;
        var kind = _scan.Current;
        switch (key.Length)
        {
            case 4 when kind == (byte)'"' && key.SequenceEqual("type"u8):
                if (!_scan.SkipValue(1))
                {
                    return false;
                }

                ReadType(_json[(start + 1)..(_scan.Position - 1)]);
                return true;
            case 5 when key.SequenceEqual("error"u8):
                HasError |= kind is not ((byte)'n' or (byte)'f');
                return _scan.SkipValue(1);
            case 5 when kind == (byte)'{' && key.SequenceEqual("usage"u8):
                _hasTopUsage = true;
                return TryReadUsage(1);
            case 6 when kind == (byte)'{' && key.SequenceEqual("x_groq"u8):
                return TryReadInner(!_hasTopUsage);
            case 7 when kind == (byte)'{' && key.SequenceEqual("message"u8):
                return TryReadInner(true);
            case 8 when kind == (byte)'{' && key.SequenceEqual("response"u8):
                return TryReadInner(true);
            case 7 when kind == (byte)'[' && key.SequenceEqual("choices"u8):
                return TryReadChoices();
            case 10 when kind == (byte)'[' && key.SequenceEqual("candidates"u8):
                return TryReadCandidates();
            case 13 when kind == (byte)'{' && key.SequenceEqual("usageMetadata"u8):
                return TryReadUsage(1);
            case 13 when kind == (byte)'{' && key.SequenceEqual("content_block"u8):
                return TryReadText(1);
            default:
                return _scan.SkipValue(1);
        }
    }

    private bool TryReadUsage(int depth)
    {
        var start = _scan.Position;
        if (!_scan.SkipValue(depth))
        {
            return false;
        }

        HasUsage |= UsageReader.TryRead(_json[start.._scan.Position], _dialect, ref _usage);
        return true;
    }

    /// <summary>An object whose own <c>usage</c> counts where <paramref name="wanted"/>.</summary>
    private bool TryReadInner(bool wanted)
    {
        if (_scan.TryEnterObject())
        {
            do
            {
                if (!_scan.TryReadKey(out var key))
                {
                    return false;
                }

                var isUsage = wanted && _scan.Current == (byte)'{' && key.SequenceEqual("usage"u8);
                if (!(isUsage ? TryReadUsage(2) : _scan.SkipValue(2)))
                {
                    return false;
                }
            }
            while (_scan.TryNextMember());
        }

        return _scan.Error == ScanErrorKind.None;
    }

    private bool TryReadChoices()
    {
        if (!_scan.TryEnterArray())
        {
            _hasNoChoices = true;
            return _scan.Error == ScanErrorKind.None;
        }

        do
        {
            if (!(_scan.Current == (byte)'{' ? TryReadChoice() : _scan.SkipValue(2)))
            {
                return false;
            }
        }
        while (_scan.TryNextElement());

        return _scan.Error == ScanErrorKind.None;
    }

    private bool TryReadChoice()
    {
        if (_scan.TryEnterObject())
        {
            do
            {
                if (!_scan.TryReadKey(out var key))
                {
                    return false;
                }

                // Moonshot's usage stands here, and the text of the old completions.
                var isUsage = !_hasTopUsage && _scan.Current == (byte)'{' && key.SequenceEqual("usage"u8);
                var isText = _scan.Current == (byte)'"' && key.SequenceEqual("text"u8);
                var start = _scan.Position;
                if (!(isUsage ? TryReadUsage(3) : _scan.SkipValue(3)))
                {
                    return false;
                }

                if (isText && _scan.Position - start > 2)
                {
                    HasText = true;
                    _text.Add(_json[(start + 1)..(_scan.Position - 1)]);
                }
            }
            while (_scan.TryNextMember());
        }

        return _scan.Error == ScanErrorKind.None;
    }

    private bool TryReadCandidates()
    {
        var start = _scan.Position;
        if (!TryReadText(1))
        {
            return false;
        }

        Finished |= JsonKeys.FindValue(_json[start.._scan.Position], "\"finishReason\""u8, 0) >= 0;
        return true;
    }

    private bool TryReadText(int depth)
    {
        var walk = new TextWalk(_json, _scan.Position, ref _text);
        var read = walk.TryCount(depth);
        _scan.Position = walk.Position;
        HasText |= walk.HasText;
        return read;
    }

    /// <summary>The event's type, from its name or from its payload, whichever a server writes.</summary>
    private void ReadType(ReadOnlySpan<byte> type)
    {
        if (type.IsEmpty)
        {
            return;
        }

        var failed = type.SequenceEqual("response.failed"u8);
        HasError |= failed || type.SequenceEqual("error"u8);
        Finished |= failed
            || type.SequenceEqual("message_stop"u8)
            || type.SequenceEqual("response.completed"u8)
            || type.SequenceEqual("response.incomplete"u8)
            || type.SequenceEqual("transcript.text.done"u8)
            || type.SequenceEqual("speech.audio.done"u8)
            || type.SequenceEqual("image_generation.completed"u8)
            || type.SequenceEqual("image_edit.completed"u8);
    }
}
