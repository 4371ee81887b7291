using System.Buffers;
using Tollgate.Json;
using Tollgate.Metering.Bpe;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Metering;

/// <summary>
/// Looks at a stream of server-sent events in passing: usage, the moment of the first token, delivered text, end and error. It
/// keeps figures and no bytes. What it cannot read it lets pass.
/// </summary>
/// <param name="dialect">The wire format of the stream.</param>
/// <param name="exact">Counts its text by a vocabulary, begun; null to estimate.</param>
internal struct StreamTap(Dialect dialect, BpeCounter? exact = null)
{
    private bool _started;
    private bool _isError;
    private TokenUsage _usage;
    private TokenEstimator _text = new(exact, LocalTokens.StreamBytes);

    /// <summary>The provider reported usage.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>The usage reported last, all zero where there was none.</summary>
    public readonly TokenUsage Usage => _usage;

    /// <summary>Something has been written since usage was reported: its output is not the last word.</summary>
    public bool IsUsageStale { get; private set; }

    /// <summary>Delivered text, for the count that stands in where the provider reports none.</summary>
    public readonly TokenEstimator Text => _text;

    /// <summary>An event with something that the model wrote has passed.</summary>
    public bool HasFirstToken { get; private set; }

    /// <summary>When it passed, the <c>now</c> of its call.</summary>
    public long FirstTokenAt { get; private set; }

    /// <summary>The dialect's own end of an answer has passed.</summary>
    public bool Finished { get; private set; }

    /// <summary>An error event has passed.</summary>
    public bool ErrorSeen { get; private set; }

    /// <summary>
    /// Where in the span of the last call the event stands that carries usage and no choices, its empty line included: the one
    /// to leave out where usage was only our wish.
    /// </summary>
    public JsonRange UsageOnlyEvent { get; private set; }

    /// <summary>
    /// Where in the span of the last call error events stand, from the first of them to the end of the last: the part of a stream in which a
    /// provider may repeat what it was sent.
    /// </summary>
    public JsonRange Errors { get; private set; }

    /// <summary>One for a stream that goes on with this one: the first token has been, everything else is to come.</summary>
    public readonly StreamTap Next(Dialect to, BpeCounter? counter = null) => new(to, counter) { HasFirstToken = HasFirstToken, FirstTokenAt = FirstTokenAt };

    /// <summary>Looks at complete events as they are handed on, in their order.</summary>
    public void Observe(ReadOnlySpan<byte> events, long now)
    {
        UsageOnlyEvent = Errors = default;
        var reader = new SseEventReader(events, !_started);
        _started = true;
        while (reader.TryRead(out var read))
        {
            if (read.DataLines == 0)
            {
                continue;
            }

            _isError = false;
            if (read.DataLines > 1)
            {
                ObserveJoined(read, now);
            }
            else if (ObserveData(read.Name, read.Data, now))
            {
                UsageOnlyEvent = new JsonRange(read.Start, read.Raw.Length);
            }

            if (_isError)
            {
                var start = Errors.Exists ? Errors.Start : read.Start;
                Errors = new JsonRange(start, read.Start + read.Raw.Length - start);
                ErrorSeen = true;
            }
        }
    }

    /// <summary>An event with several data lines: no vendor's habit, so it may cost a copy.</summary>
    private void ObserveJoined(in SseEvent read, long now)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(read.Raw.Length);
        try
        {
            var length = read.JoinData(scratch);
            if (ObserveData(read.Name, scratch.AsSpan(0, length), now))
            {
                UsageOnlyEvent = new JsonRange(read.Start, read.Raw.Length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch, clearArray: true);
        }
    }

    /// <summary>True for an event with usage and no choices.</summary>
    private bool ObserveData(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, long now)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            Finished = true;
            return false;
        }

        var isDelta = ObserveDeltas(name, data, now);
        if (isDelta && !HasNonNull(data, "\"usage\""u8) && !HasNonNull(data, "\"error\""u8) && !name.SequenceEqual("error"u8))
        {
            return false;
        }

        var document = new StreamDocument(data, dialect, ref _usage, ref _text);
        document.Read(name);
        HasUsage |= document.HasUsage;
        Finished |= document.Finished;
        _isError = document.HasError;
        if (document.HasText)
        {
            MarkToken(now);
        }

        IsUsageStale &= !document.HasUsage;

        return document.IsUsageOnly;
    }

    /// <summary>Counts the text of each delta in the event; true where there is one.</summary>
    private bool ObserveDeltas(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, long now)
    {
        var at = JsonKeys.FindValue(data, "\"delta\""u8, 0);
        if (at < 0)
        {
            return false;
        }

        do
        {
            if (!TryObserveDelta(name, data, ref at, now))
            {
                return false;
            }

            at = JsonKeys.FindValue(data, "\"delta\""u8, at);
        }
        while (at >= 0);

        return true;
    }

    private bool TryObserveDelta(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ref int at, long now)
    {
        if (at < data.Length && data[at] != (byte)'"')
        {
            var walk = new TextWalk(data, at, ref _text);
            var counted = walk.TryCount(0);
            at = walk.Position;
            if (walk.HasText)
            {
                MarkToken(now);
            }

            return counted;
        }

        var scan = new JsonScan(data) { Position = at };
        if (!scan.SkipValue(0))
        {
            return false;
        }

        var text = data[(at + 1)..(scan.Position - 1)];
        at = scan.Position;
        if (!text.IsEmpty)
        {
            MarkToken(now);

            // Sound comes under the same key in base64, which counts as a first token but not as text.
            if (!name.EndsWith("audio.delta"u8))
            {
                _text.GoOn(name.Length);
                _text.Add(text);
            }
        }

        return true;
    }

    private static bool HasNonNull(ReadOnlySpan<byte> data, ReadOnlySpan<byte> quotedName)
    {
        var at = JsonKeys.FindValue(data, quotedName, 0);
        while (at >= 0 && at < data.Length)
        {
            if (data[at] != (byte)'n')
            {
                return true;
            }

            at = JsonKeys.FindValue(data, quotedName, at);
        }

        return false;
    }

    private void MarkToken(long now)
    {
        IsUsageStale = true;
        if (!HasFirstToken)
        {
            HasFirstToken = true;
            FirstTokenAt = now;
        }
    }
}
