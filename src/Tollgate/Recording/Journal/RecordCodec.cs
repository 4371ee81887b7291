using System.Buffers.Binary;
using Tollgate.Faults;
using Tollgate.Metering;
using Tollgate.Routing.Explain;

namespace Tollgate.Recording.Journal;

/// <summary>A request's record as the content of a frame, and back.</summary>
internal static class RecordCodec
{
    /// <summary>Longest frame of a record, its head included: all texts at their bounds, and the longest explanation.</summary>
    public const int MaxBytes = 4096 + PackedExplanation.MaxBytes;

    private const byte StreamedFlag = 1;
    private const byte CancelledFlag = 2;
    private const byte TracedFlag = 4;
    private const byte AmendedCostFlag = 8;
    private const byte StoredKeyFlag = 16;
    private const int SpanBytes = 8;

    /// <summary>Composes a whole frame. Allocates nothing.</summary>
    /// <returns>Its length.</returns>
    public static int Write(RequestRecord record, RecordId id, byte revision, Span<byte> frame)
    {
        var to = new FrameWriter(frame[JournalFormat.FrameHead..]);
        to.Byte((byte)FrameKind.Request);
        to.Byte(JournalFormat.Version);
        to.Byte(revision);
        var isStored = record.Caller is { StoredIdUtf8.Length: > 0 };
        to.Byte((byte)((record.Streamed ? StreamedFlag : 0) | (record.Cancelled ? CancelledFlag : 0) | (record.Trace.IsRecorded ? TracedFlag : 0)
            | (revision > 0 ? AmendedCostFlag : 0) | (isStored ? StoredKeyFlag : 0)));
        Span<byte> idBytes = stackalloc byte[RecordId.Bytes];
        id.Write(idBytes);
        to.Bytes(idBytes);
        to.Number(record.Status);
        to.Number((long)record.ErrorClass);
        to.Number((long)record.Fault);
        to.Number(record.Attempts);
        WriteUsage(ref to, record.Usage);
        to.Byte((byte)record.Cost.State);
        to.Number(record.Cost.NanoUsd);
        to.Number(record.RequestBytes);
        to.Number(record.ResponseBytes);
        to.Number(record.Events);
        to.Optional(record.TtftMicroseconds);
        to.Optional(record.TtfaMicroseconds);
        to.Number(record.TotalMicroseconds);
        to.Optional(record.UpstreamMicroseconds);
        to.Number(record.OverheadMicroseconds);
        WriteTexts(ref to, record);
        if (record.Trace.IsRecorded)
        {
            Span<byte> spans = stackalloc byte[2 * SpanBytes];
            BinaryPrimitives.WriteUInt64BigEndian(spans, record.Trace.SpanId);
            BinaryPrimitives.WriteUInt64BigEndian(spans[SpanBytes..], record.Trace.ParentSpanId);
            to.Bytes(spans);
        }

        if (revision > 0)
        {
            to.Number(record.Told.Cost.NanoUsd);
        }

        if (isStored)
        {
            to.Text(record.Caller!.StoredIdUtf8);
        }

        to.Number(record.QueuedMicroseconds);
        WriteExplanation(ref to, record);
        return JournalFormat.FrameHead + to.Length;
    }

    /// <summary>Reads the content of a frame, kind and version left out.</summary>
    /// <param name="content">What follows the version.</param>
    /// <param name="node">Who wrote it.</param>
    /// <param name="names">Shares the texts that repeat.</param>
    public static RequestEntry Read(ReadOnlySpan<byte> content, string node, NameCache names)
    {
        var from = new FrameReader(content);
        var revision = from.Byte();
        var flags = from.Byte();
        var id = from.Bytes(RecordId.Bytes);
        return new RequestEntry
        {
            // The order of these is the order in the frame.
            Id = id.Length == RecordId.Bytes ? RecordId.Read(id) : default,
            Revision = revision,
            Streamed = (flags & StreamedFlag) != 0,
            Cancelled = (flags & CancelledFlag) != 0,
            Status = (int)from.Number(),
            ErrorClass = (ErrorClass)from.Number(),
            Fault = (FaultCode)from.Number(),
            Attempts = (int)from.Number(),
            Usage = ReadUsage(ref from),
            Cost = ReadCost(ref from),
            RequestBytes = from.Number(),
            ResponseBytes = from.Number(),
            Events = from.Number(),
            TtftMicroseconds = from.Optional(),
            TtfaMicroseconds = from.Optional(),
            TotalMicroseconds = from.Number(),
            UpstreamMicroseconds = from.Optional(),
            OverheadMicroseconds = from.Number(),
            RequestId = from.Text(),
            TraceId = from.Text(),
            ClientAddress = names.Get(from.Utf8()),
            Method = names.Get(from.Utf8()),
            Path = names.Get(from.Utf8()),
            Surface = names.Get(from.Utf8()),
            Key = names.Get(from.Utf8()),
            Org = names.Get(from.Utf8()),
            Team = names.Get(from.Utf8()),
            User = names.Get(from.Utf8()),
            App = names.Get(from.Utf8()),
            Provider = names.Get(from.Utf8()),
            Model = names.Get(from.Utf8()),
            ModelServed = names.Get(from.Utf8()),
            SpanId = (flags & TracedFlag) != 0 ? ReadSpan(ref from) : 0,
            ParentSpanId = (flags & TracedFlag) != 0 ? ReadSpan(ref from) : 0,
            AmendedNanoUsd = (flags & AmendedCostFlag) != 0 ? from.Number() : null,
            KeyId = (flags & StoredKeyFlag) != 0 ? names.Get(from.Utf8()) : "",
            QueuedMicroseconds = from.Number(),
            Explain = PackedExplanation.Of(from.Bytes((int)Math.Min(from.Number(), PackedExplanation.MaxBytes))),
            Node = node,
        };
    }

    private static void WriteExplanation(ref FrameWriter to, RequestRecord record)
    {
        if (record.Explain is not { } trace)
        {
            to.Byte(0);
            return;
        }

        // Most are so short that their length takes one byte, which lies before them and is known behind them.
        var rest = to.Rest;
        var length = rest.Length > 2 ? ExplainCodec.Write(trace, record.Status, rest[1..]) : 0;
        if (length < 0x80)
        {
            to.Byte((byte)length);
        }
        else
        {
            length = Math.Min(length, rest.Length - 2);
            rest.Slice(1, length).CopyTo(rest[2..]);
            to.Number(length);
        }

        to.Advance(length);
    }

    private static void WriteTexts(ref FrameWriter to, RequestRecord record)
    {
        var caller = record.Caller;
        to.Text(record.Get(RecordText.RequestId));
        to.Text(record.Get(RecordText.TraceId));
        to.Text(record.Get(RecordText.ClientAddress));
        to.Text(record.Get(RecordText.Method));
        to.Text(record.Get(RecordText.Path));
        to.Text(record.Surface);
        to.Text(caller?.NameUtf8);
        to.Text(caller?.OrgUtf8);
        to.Text(caller?.TeamUtf8);
        to.Text(caller?.UserUtf8);
        to.Text(record.Get(RecordText.App));
        to.Text(record.Provider);
        to.Text(record.Get(RecordText.ModelAsked));
        to.Text(record.ModelServed);
    }

    private static void WriteUsage(ref FrameWriter to, TokenUsage usage)
    {
        to.Byte((byte)usage.Source);
        if (usage.Source == UsageSource.None)
        {
            return;
        }

        to.Number(usage.Input);
        to.Number(usage.CachedInput);
        to.Number(usage.CacheWrite);
        to.Number(usage.CacheWrite1h);
        to.Number(usage.Output);
        to.Number(usage.Reasoning);
        to.Number(usage.AudioInput);
        to.Number(usage.AudioOutput);
        to.Number(usage.ImageInput);
        to.Number(usage.ImageOutput);
        to.Number(usage.Total);
    }

    private static TokenUsage ReadUsage(ref FrameReader from)
    {
        var source = (UsageSource)from.Byte();
        return source == UsageSource.None
            ? default
            : new TokenUsage
            {
                Source = source,
                Input = from.Number(),
                CachedInput = from.Number(),
                CacheWrite = from.Number(),
                CacheWrite1h = from.Number(),
                Output = from.Number(),
                Reasoning = from.Number(),
                AudioInput = from.Number(),
                AudioOutput = from.Number(),
                ImageInput = from.Number(),
                ImageOutput = from.Number(),
                Total = from.Number(),
            };
    }

    private static ulong ReadSpan(ref FrameReader from)
    {
        var bytes = from.Bytes(SpanBytes);
        return bytes.Length == SpanBytes ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;
    }

    private static Cost ReadCost(ref FrameReader from)
    {
        var state = (PriceState)from.Byte();
        return new Cost(from.Number(), state);
    }
}
