using Tollgate.Keys;
using Tollgate.Metering;
using Tollgate.Recording;

namespace Tollgate.Benchmarks.Recording;

/// <summary>An ordinary streamed chat request.</summary>
internal static class SampleRecord
{
    private static readonly Caller Caller = new() { KeyId = 0, Name = "ci-runner", Org = "acme" };
    private static readonly byte[] Surface = "chat"u8.ToArray();
    private static readonly byte[] Provider = "openai"u8.ToArray();
    private static readonly byte[] Served = "gpt-4o-mini-2024-07-18"u8.ToArray();

    public static RequestRecord Create()
    {
        var record = new RequestRecord();
        Fill(record);
        return record;
    }

    public static void Fill(RequestRecord record)
    {
        record.StartedUnixMilliseconds = 1_795_248_419_045;
        record.Caller = Caller;
        record.Surface = Surface;
        record.Provider = Provider;
        record.ModelServed = Served;
        record.Status = 200;
        record.Attempts = 1;
        record.Streamed = true;
        record.Usage = new TokenUsage { Source = UsageSource.Reported, Input = 1234, Output = 256, CachedInput = 1024, Reasoning = 64 };
        record.RequestBytes = 5120;
        record.ResponseBytes = 43_210;
        record.Events = 258;
        record.TtftMicroseconds = 312_456;
        record.UpstreamMicroseconds = 2_345_600;
        record.OverheadMicroseconds = 22;
        record.TotalMicroseconds = 2_345_622;
        record.Set(RecordText.RequestId, "req_0123456789abcdefghjkmnpq"u8);
        record.Set(RecordText.TraceId, "0af7651916cd43dd8448eb211c80319c"u8);
        record.Set(RecordText.ClientAddress, "203.0.113.17"u8);
        record.Set(RecordText.Method, "POST"u8);
        record.Set(RecordText.Path, "/v1/chat/completions"u8);
        record.Set(RecordText.ModelAsked, "gpt-4o-mini"u8);
    }
}
