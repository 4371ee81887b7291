using System.Runtime.CompilerServices;
using Tollgate.Faults;
using Tollgate.Keys;
using Tollgate.Metering;
using Tollgate.Routing.Explain;
using Tollgate.Telemetry;

namespace Tollgate.Recording;

/// <summary>
/// What is known about one request when it is over; filled in on the way. Belongs to one loop and is used again after
/// <see cref="Reset"/>. Holds no content, no credential and no query string.
/// </summary>
internal sealed class RequestRecord
{
    private const int TextCount = (int)RecordText.App + 1;

    /// <summary>Room for the usual texts. Thousands of idle streams each hold a record, so it grows only when it must.</summary>
    private const int UsualTextBytes = 160;

    private Slices _slices;
    private byte[] _text = new byte[UsualTextBytes];
    private int _textUsed;

    /// <summary>Made for the first record that goes into the journal: while a stream is idle there is none.</summary>
    private ToldFacts? _told;

    /// <summary>Its identity in the journal; default until it was written there.</summary>
    public RecordId Id { get; set; }

    /// <summary>What the journal was told: how it ended and for whom. When that changes afterwards the record is written again.</summary>
    public RecordFacts Told => _told?.Facts ?? default;

    /// <summary>Wall clock at the first byte of the request, Unix milliseconds.</summary>
    public long StartedUnixMilliseconds { get; set; }

    /// <summary>Whose key it was; null when it was refused before that was known.</summary>
    public Caller? Caller { get; set; }

    /// <summary>Name of the endpoint as configuration and metrics know it, UTF-8, such as <c>chat</c>; null for an unknown path.</summary>
    public byte[]? Surface { get; set; }

    /// <summary>Name of the provider that answered last, UTF-8; null for none.</summary>
    public byte[]? Provider { get; set; }

    /// <summary>The model's name at the provider, UTF-8; null when unknown or the same as asked.</summary>
    public byte[]? ModelServed { get; set; }

    /// <summary>The distributed trace that it belongs to; all zero for none.</summary>
    public TraceContext Trace { get; set; }

    /// <summary>How it finds its target; rented, null without a route.</summary>
    public RouteTrace? Explain { get; set; }

    /// <summary>Status sent to the client; 499 when it left first.</summary>
    public int Status { get; set; }

    /// <summary>Class of the failure.</summary>
    public ErrorClass ErrorClass { get; set; }

    /// <summary>The gateway's own fault, if it answered with one.</summary>
    public FaultCode Fault { get; set; }

    /// <summary>Attempts at providers; 0 when none was asked.</summary>
    public int Attempts { get; set; }

    /// <summary>The client asked for a stream.</summary>
    public bool Streamed { get; set; }

    /// <summary>The client left before the end.</summary>
    public bool Cancelled { get; set; }

    /// <summary>Tokens; <see cref="TokenUsage.Source"/> says whether they were reported or estimated.</summary>
    public TokenUsage Usage { get; set; }

    /// <summary>What it cost.</summary>
    public Cost Cost { get; set; }

    /// <summary>Body bytes received from the client.</summary>
    public long RequestBytes { get; set; }

    /// <summary>Body bytes sent to the client.</summary>
    public long ResponseBytes { get; set; }

    /// <summary>SSE events relayed.</summary>
    public long Events { get; set; }

    /// <summary>Microseconds from the request's first byte to the first token; -1 when there was none.</summary>
    public long TtftMicroseconds { get; set; } = -1;

    /// <summary>Microseconds from the request's first byte to the first byte of a raw answer's body; -1 when there was none.</summary>
    public long TtfaMicroseconds { get; set; } = -1;

    /// <summary>Microseconds from the request's first byte to the answer's last.</summary>
    public long TotalMicroseconds { get; set; }

    /// <summary>Of <see cref="TotalMicroseconds"/>: waiting for providers, all attempts together; -1 when none was asked.</summary>
    public long UpstreamMicroseconds { get; set; } = -1;

    /// <summary>Of <see cref="TotalMicroseconds"/>: waiting in a queue for a limit; 0 when it did not.</summary>
    public long QueuedMicroseconds { get; set; }

    /// <summary>Of <see cref="TotalMicroseconds"/>: the gateway's own doing.</summary>
    public long OverheadMicroseconds { get; set; }

    /// <summary>How it stands.</summary>
    public RecordFacts Facts => new(Status, ErrorClass, Fault, Usage, Cost);

    /// <summary>Longest form kept of a text, in bytes; the rest is cut off.</summary>
    public static int MaxBytes(RecordText which) => which switch
    {
        RecordText.Path => 512,
        RecordText.ModelAsked => 128,
        RecordText.RequestId or RecordText.App => 64,
        RecordText.ClientAddress => 46,
        RecordText.TraceId => 32,
        _ => 16,
    };

    /// <summary>Copies a text, cut to <see cref="MaxBytes"/>.</summary>
    public void Set(RecordText which, ReadOnlySpan<byte> value)
    {
        if (which is RecordText.Path && value.IndexOf((byte)'?') is >= 0 and var query)
        {
            value = value[..query];
        }

        value = value[..Math.Min(value.Length, MaxBytes(which))];
        var (place, room) = _slices[(int)which];
        if (value.Length <= room)
        {
            value.CopyTo(_text.AsSpan(place)); // set again: a record that lives long must not grow for that
            _slices[(int)which] = (place, (ushort)value.Length);
            return;
        }

        if (value.Length > _text.Length - _textUsed)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _textUsed + value.Length));
        }

        value.CopyTo(_text.AsSpan(_textUsed));
        _slices[(int)which] = ((ushort)_textUsed, (ushort)value.Length);
        _textUsed += value.Length;
    }

    /// <summary>A text set before; empty when it was not.</summary>
    public ReadOnlySpan<byte> Get(RecordText which)
    {
        var (start, length) = _slices[(int)which];
        return _text.AsSpan(start, length);
    }

    /// <summary>The journal has been told how it stands.</summary>
    public void Tell() => (_told ??= new ToldFacts()).Facts = Facts;

    /// <summary>Makes the record ready for another request.</summary>
    public void Reset()
    {
        if (_text.Length > UsualTextBytes)
        {
            _text = new byte[UsualTextBytes];
        }

        _textUsed = 0;
        _slices = default;
        Id = default;
        _told?.Facts = default;
        StartedUnixMilliseconds = 0;
        Caller = null;
        (Surface, Provider, ModelServed) = (null, null, null);
        Trace = default;
        Explain = null;
        (Status, Attempts) = (0, 0);
        (ErrorClass, Fault) = (ErrorClass.None, FaultCode.None);
        (Streamed, Cancelled) = (false, false);
        (Usage, Cost) = (default, default);
        (RequestBytes, ResponseBytes, Events) = (0, 0, 0);
        (TtftMicroseconds, TtfaMicroseconds, UpstreamMicroseconds) = (-1, -1, -1);
        (TotalMicroseconds, OverheadMicroseconds, QueuedMicroseconds) = (0, 0, 0);
    }

    private sealed class ToldFacts
    {
        public RecordFacts Facts { get; set; }
    }

    [InlineArray(TextCount)]
    private struct Slices
    {
        private (ushort Start, ushort Length) _first;
    }
}
