using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tollgate.Telemetry;

/// <summary>Decides for one loop which requests are traced, and makes their ids: unique, not secret, a few nanoseconds each.</summary>
/// <param name="sampling">What is traced.</param>
/// <param name="seed">16 bytes where the ids begin.</param>
internal sealed class TraceSource(TraceSampling sampling, ReadOnlySpan<byte> seed)
{
    private ulong _low = MemoryMarshal.Read<ulong>(seed) | 1; // All zeros would stay zeros for ever.
    private ulong _high = MemoryMarshal.Read<ulong>(seed[8..]);

    /// <summary>A source that begins anywhere.</summary>
    public TraceSource(TraceSampling sampling)
        : this(sampling, RandomNumberGenerator.GetBytes(16))
    {
    }

    /// <summary>The trace of a request.</summary>
    /// <param name="header">Its <c>traceparent</c>; empty where it has none.</param>
    public TraceContext Begin(ReadOnlySpan<byte> header)
    {
        if (!header.IsEmpty && TraceParent.TryParse(header, out var caller))
        {
            return sampling.Enabled && caller.Sampled ? caller with { SpanId = NextSpan() } : caller;
        }

        if (!sampling.Enabled)
        {
            return default;
        }

        var low = Next();
        return low >> 1 < sampling.Threshold ? new TraceContext(Next() | 1, low, ParentSpanId: 0, NextSpan(), Sampled: true) : default;
    }

    /// <summary>A part of what a trace's span stands for, as a span of its own below it.</summary>
    public TraceContext Within(TraceContext trace) => trace.IsRecorded ? trace with { ParentSpanId = trace.SpanId, SpanId = NextSpan() } : trace;

    /// <summary>Bit 1 is set: neither the id nor the one made of it by changing bit 0 is 0.</summary>
    private ulong NextSpan() => Next() | 2;

    /// <summary>xorshift128+ (Vigna, 2014).</summary>
    private ulong Next()
    {
        var (x, y) = (_low, _high);
        _low = y;
        x ^= x << 23;
        _high = x ^ y ^ (x >> 18) ^ (y >> 5);
        return _high + y;
    }
}
