using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Routing.Explain;

namespace Tollgate.Recording;

/// <summary>
/// One finished request as the journal gives it to the stores. Texts are never null; an absent one is empty. Holds no content and no
/// credential.
/// </summary>
internal sealed record RequestEntry
{
    /// <summary>Its identity in every store.</summary>
    public required RecordId Id { get; init; }

    /// <summary>0 as first written; 1 where what happened after the answer's end made it another: that one replaces the first.</summary>
    public byte Revision { get; init; }

    /// <summary>The id that the client saw in <c>x-request-id</c>; the client's own where it sent one, hence not unique.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Trace id, 32 hex digits: the client's <c>traceparent</c>, or a trace that began here.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Our span in that trace; 0 where it is not exported.</summary>
    public ulong SpanId { get; init; }

    /// <summary>The client's span; 0 where the trace began here.</summary>
    public ulong ParentSpanId { get; init; }

    /// <summary>The process that served it.</summary>
    public string Node { get; init; } = "";

    public string ClientAddress { get; init; } = "";

    public string Method { get; init; } = "";

    /// <summary>Path without query.</summary>
    public string Path { get; init; } = "";

    /// <summary>Endpoint as metrics name it, such as <c>chat</c>.</summary>
    public string Surface { get; init; } = "";

    /// <summary>Name of the key.</summary>
    public string Key { get; init; } = "";

    /// <summary>Id of the key in the control store, which a change of its name leaves as it is; empty for keys of the configuration.</summary>
    public string KeyId { get; init; } = "";

    public string Org { get; init; } = "";

    public string Team { get; init; } = "";

    public string User { get; init; } = "";

    /// <summary>The <c>App-Name</c> header.</summary>
    public string App { get; init; } = "";

    /// <summary>Provider that answered last; empty when none was asked.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Model that the client asked for.</summary>
    public string Model { get; init; } = "";

    /// <summary>The model's name at the provider where it is another.</summary>
    public string ModelServed { get; init; } = "";

    /// <summary>Status sent to the client; 499 when it left first.</summary>
    public int Status { get; init; }

    public ErrorClass ErrorClass { get; init; }

    /// <summary>The gateway's own fault, if it answered with one.</summary>
    public FaultCode Fault { get; init; }

    public int Attempts { get; init; }

    public bool Streamed { get; init; }

    public bool Cancelled { get; init; }

    public TokenUsage Usage { get; init; }

    public Cost Cost { get; init; }

    /// <summary>
    /// Of an amendment: the cost in nano-USD that the record had before, so that sums are put right without looking the record up. Null in amendments
    /// of versions that did not say it.
    /// </summary>
    public long? AmendedNanoUsd { get; init; }

    public long RequestBytes { get; init; }

    public long ResponseBytes { get; init; }

    /// <summary>SSE events relayed.</summary>
    public long Events { get; init; }

    /// <summary>Microseconds to the first token; -1 when there was none.</summary>
    public long TtftMicroseconds { get; init; } = -1;

    /// <summary>Microseconds to the first byte of a raw answer; -1 when there was none.</summary>
    public long TtfaMicroseconds { get; init; } = -1;

    public long TotalMicroseconds { get; init; }

    /// <summary>Of the total: waiting for providers; -1 when none was asked.</summary>
    public long UpstreamMicroseconds { get; init; } = -1;

    /// <summary>Of the total: the gateway's own doing.</summary>
    public long OverheadMicroseconds { get; init; }

    /// <summary>Of the total: waiting in a queue for a limit.</summary>
    public long QueuedMicroseconds { get; init; }

    /// <summary>How it found its target; empty where it had no route. <see cref="ExplainCodec"/> reads it.</summary>
    public PackedExplanation Explain { get; init; }
}
