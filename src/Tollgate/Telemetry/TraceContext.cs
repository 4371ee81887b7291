using System.Buffers.Binary;

namespace Tollgate.Telemetry;

/// <summary>Where a request stands in a distributed trace (W3C Trace Context). All zero: in none.</summary>
/// <param name="High">First half of the trace id.</param>
/// <param name="Low">Second half of the trace id.</param>
/// <param name="ParentSpanId">The caller's span; 0 where the trace begins here.</param>
/// <param name="SpanId">Our span for the whole request; 0 where we record none.</param>
/// <param name="Sampled">The trace is recorded by somebody.</param>
internal readonly record struct TraceContext(ulong High, ulong Low, ulong ParentSpanId, ulong SpanId, bool Sampled)
{
    /// <summary>Length of a trace id as text.</summary>
    public const int TraceIdLength = 32;

    /// <summary>Length of a <c>traceparent</c> of version 00.</summary>
    public const int HeaderLength = 55;

    /// <summary>There is a trace.</summary>
    public bool Exists => (High | Low) != 0;

    /// <summary>We record a span of our own, and what we send upstream is its child.</summary>
    public bool IsRecorded => SpanId != 0;

    /// <summary>The span that stands for our call to the provider; what we send upstream as parent.</summary>
    /// <remarks>Made out of <see cref="SpanId"/>, so that a record carries one number for both. See <see cref="TraceSource"/>: bit 1 of that is set, so this is never 0.</remarks>
    public ulong ClientSpanId => SpanId ^ 1;

    /// <summary>Writes the trace id: <see cref="TraceIdLength"/> hexadecimal digits.</summary>
    public void WriteTraceId(Span<byte> destination)
    {
        WriteHex(High, destination);
        WriteHex(Low, destination[16..]);
    }

    /// <summary>Writes the <c>traceparent</c> for the provider: <see cref="HeaderLength"/> bytes.</summary>
    public void WriteHeader(Span<byte> destination)
    {
        "00-"u8.CopyTo(destination);
        WriteTraceId(destination[3..]);
        destination[35] = (byte)'-';
        WriteHex(ClientSpanId, destination[36..]);
        (Sampled ? "-01"u8 : "-00"u8).CopyTo(destination[52..]);
    }

    private static void WriteHex(ulong value, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        Convert.TryToHexStringLower(bytes, destination, out _);
    }
}
