using Tollgate.Faults;
using Tollgate.Json;
using Tollgate.Metering;
using Tollgate.Routing.Explain;

namespace Tollgate.Recording;

/// <summary>One request as one line of JSON. Field names are part of the public contract; fields that have no value are left out.</summary>
internal static class AccessLogLine
{
    /// <summary>A destination of this size takes every line.</summary>
    public const int MaxBytes = 4096;

    private const int MaxNameBytes = 192;
    private const int MaxPathBytes = 1024;
    private const int MaxTriedBytes = 32;

    /// <summary>Writes the line, LF included, and returns its length.</summary>
    public static int Write(RequestRecord record, ref UtcStamp stamp, Span<byte> destination)
    {
        var json = new JsonSpanWriter(destination);
        json.Raw("{\"time\":\""u8);
        stamp.Write(record.StartedUnixMilliseconds, json.Take(UtcStamp.Bytes));
        json.Raw("\",\"type\":\"access\",\"request_id\":\""u8);
        json.Text(record.Get(RecordText.RequestId), MaxNameBytes);
        json.Raw("\",\"method\":\""u8);
        json.Text(record.Get(RecordText.Method), MaxNameBytes);
        json.Raw("\",\"path\":\""u8);
        json.Text(record.Get(RecordText.Path), MaxPathBytes);
        json.Raw("\",\"status\":"u8);
        json.Number(record.Status);
        WriteFailure(ref json, record);
        WriteNames(ref json, record);
        WriteUsage(ref json, record);
        WriteCounts(ref json, record);
        WriteTimes(ref json, record);
        if (record.Explain is { AttemptCount: > 1 } trace)
        {
            WriteAttempts(ref json, trace);
            json.Raw(trace.IsContinued ? ",\"continued\":true"u8 : ""u8);
        }

        json.Raw("}\n"u8);
        return json.Written;
    }

    /// <summary>Who was asked one after another, and with what outcome: the answer's status, or how the attempt failed.</summary>
    private static void WriteAttempts(ref JsonSpanWriter json, RouteTrace trace)
    {
        json.Raw(",\"tried\":\""u8);
        for (var i = 0; i < trace.AttemptCount; i++)
        {
            ref readonly var attempt = ref trace.Attempts[i];
            json.Raw(i == 0 ? ""u8 : ", "u8);
            json.Text(trace.Candidates[attempt.Candidate].Provider.NameUtf8, MaxTriedBytes);
            json.Raw(" "u8);
            if (attempt.Status != 0)
            {
                json.Number(attempt.Status);
            }
            else
            {
                json.Raw(AttemptNames.Of(attempt.Outcome));
            }
        }

        json.Raw("\""u8);
    }

    private static void WriteFailure(ref JsonSpanWriter json, RequestRecord record)
    {
        if (record.ErrorClass is not ErrorClass.None)
        {
            json.Raw(",\"error_class\":\""u8);
            json.Raw(ErrorClasses.Name(record.ErrorClass));
            json.Raw("\""u8);
        }

        if (record.Fault is not FaultCode.None)
        {
            json.Raw(",\"error_code\":\""u8);
            json.Raw(Fault.Of(record.Fault).Name);
            json.Raw("\""u8);
        }

        if (record.Cancelled)
        {
            json.Raw(",\"cancelled\":true"u8);
        }
    }

    private static void WriteNames(ref JsonSpanWriter json, RequestRecord record)
    {
        Text(ref json, ",\"trace_id\":\""u8, record.Get(RecordText.TraceId));
        Text(ref json, ",\"client_ip\":\""u8, record.Get(RecordText.ClientAddress));
        Text(ref json, ",\"surface\":\""u8, record.Surface);
        if (record.Caller is { } caller)
        {
            Text(ref json, ",\"key\":\""u8, caller.NameUtf8);
            Text(ref json, ",\"org\":\""u8, caller.OrgUtf8);
        }

        Text(ref json, ",\"app\":\""u8, record.Get(RecordText.App));
        Text(ref json, ",\"model\":\""u8, record.Get(RecordText.ModelAsked));
        Text(ref json, ",\"upstream_model\":\""u8, record.ModelServed);
        Text(ref json, ",\"provider\":\""u8, record.Provider);
    }

    private static void WriteUsage(ref JsonSpanWriter json, RequestRecord record)
    {
        var usage = record.Usage;
        if (usage.Source is UsageSource.None)
        {
            return;
        }

        json.Raw(usage.Source is UsageSource.Estimated ? ",\"estimated\":true,\"input_tokens\":"u8 : ",\"estimated\":false,\"input_tokens\":"u8);
        json.Number(usage.Input);
        json.Raw(",\"output_tokens\":"u8);
        json.Number(usage.Output);
        Positive(ref json, ",\"cached_tokens\":"u8, usage.CachedInput);
        Positive(ref json, ",\"cache_write_tokens\":"u8, usage.CacheWrite);
        Positive(ref json, ",\"cache_write_1h_tokens\":"u8, usage.CacheWrite1h);
        Positive(ref json, ",\"reasoning_tokens\":"u8, usage.Reasoning);
        Positive(ref json, ",\"audio_input_tokens\":"u8, usage.AudioInput);
        Positive(ref json, ",\"audio_output_tokens\":"u8, usage.AudioOutput);
        Positive(ref json, ",\"image_input_tokens\":"u8, usage.ImageInput);
        Positive(ref json, ",\"image_output_tokens\":"u8, usage.ImageOutput);
        if (record.Cost.State is PriceState.Priced)
        {
            json.Raw(",\"cost_nanousd\":"u8);
            json.Number(record.Cost.NanoUsd);
        }
        else if (record.Cost.State is PriceState.Unpriced)
        {
            json.Raw(",\"unpriced\":true"u8);
        }
    }

    private static void WriteCounts(ref JsonSpanWriter json, RequestRecord record)
    {
        json.Raw(record.Streamed ? ",\"stream\":true,\"attempts\":"u8 : ",\"stream\":false,\"attempts\":"u8);
        json.Number(record.Attempts);
        json.Raw(",\"request_bytes\":"u8);
        json.Number(record.RequestBytes);
        json.Raw(",\"response_bytes\":"u8);
        json.Number(record.ResponseBytes);
        Positive(ref json, ",\"events\":"u8, record.Events);
    }

    private static void WriteTimes(ref JsonSpanWriter json, RequestRecord record)
    {
        Measured(ref json, ",\"ttft_us\":"u8, record.TtftMicroseconds);
        Measured(ref json, ",\"ttfa_us\":"u8, record.TtfaMicroseconds);
        if (record.QueuedMicroseconds > 0)
        {
            json.Raw(",\"queue_ms\":"u8);
            json.Number(record.QueuedMicroseconds / 1000);
        }

        Measured(ref json, ",\"upstream_us\":"u8, record.UpstreamMicroseconds);
        json.Raw(",\"overhead_us\":"u8);
        json.Number(record.OverheadMicroseconds);
        json.Raw(",\"total_us\":"u8);
        json.Number(record.TotalMicroseconds);
    }

    private static void Text(ref JsonSpanWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            json.Raw(name);
            json.Text(value, MaxNameBytes);
            json.Raw("\""u8);
        }
    }

    private static void Positive(ref JsonSpanWriter json, ReadOnlySpan<byte> name, long value)
    {
        if (value > 0)
        {
            json.Raw(name);
            json.Number(value);
        }
    }

    private static void Measured(ref JsonSpanWriter json, ReadOnlySpan<byte> name, long value)
    {
        if (value >= 0)
        {
            json.Raw(name);
            json.Number(value);
        }
    }
}
