using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Faults;
using Tollgate.Keys;
using Tollgate.Metering;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class AccessLogLineTests
{
    [Fact]
    public void A_full_record_has_every_field()
    {
        var line = Line(Full());

        line.GetProperty("time").GetString().ShouldBe("2026-11-21T08:06:59.007Z");
        line.GetProperty("type").GetString().ShouldBe("access");
        line.GetProperty("request_id").GetString().ShouldBe("req_1");
        line.GetProperty("trace_id").GetString().ShouldBe("0af7651916cd43dd8448eb211c80319c");
        line.GetProperty("client_ip").GetString().ShouldBe("192.0.2.1");
        line.GetProperty("method").GetString().ShouldBe("POST");
        line.GetProperty("path").GetString().ShouldBe("/v1/chat/completions");
        line.GetProperty("surface").GetString().ShouldBe("chat");
        line.GetProperty("status").GetInt32().ShouldBe(499);
        line.GetProperty("error_class").GetString().ShouldBe("client_cancel");
        line.GetProperty("error_code").GetString().ShouldBe("CLIENT_CANCEL");
        line.GetProperty("cancelled").GetBoolean().ShouldBeTrue();
        line.GetProperty("key").GetString().ShouldBe("ci \"runner\"");
        line.GetProperty("org").GetString().ShouldBe("acme");
        line.GetProperty("app").GetString().ShouldBe("shop");
        line.GetProperty("model").GetString().ShouldBe("fast");
        line.GetProperty("upstream_model").GetString().ShouldBe("qwen3-14b");
        line.GetProperty("provider").GetString().ShouldBe("local-a");
        line.GetProperty("estimated").GetBoolean().ShouldBeTrue();
        line.GetProperty("input_tokens").GetInt64().ShouldBe(11);
        line.GetProperty("output_tokens").GetInt64().ShouldBe(22);
        line.GetProperty("cached_tokens").GetInt64().ShouldBe(3);
        line.GetProperty("cache_write_tokens").GetInt64().ShouldBe(4);
        line.GetProperty("reasoning_tokens").GetInt64().ShouldBe(5);
        line.GetProperty("cost_nanousd").GetInt64().ShouldBe(1_234);
        line.GetProperty("stream").GetBoolean().ShouldBeTrue();
        line.GetProperty("attempts").GetInt32().ShouldBe(2);
        line.GetProperty("request_bytes").GetInt64().ShouldBe(100);
        line.GetProperty("response_bytes").GetInt64().ShouldBe(200);
        line.GetProperty("events").GetInt64().ShouldBe(7);
        line.GetProperty("ttft_us").GetInt64().ShouldBe(1000);
        line.GetProperty("ttfa_us").GetInt64().ShouldBe(0);
        line.GetProperty("upstream_us").GetInt64().ShouldBe(1900);
        line.GetProperty("overhead_us").GetInt64().ShouldBe(100);
        line.GetProperty("total_us").GetInt64().ShouldBe(2000);
    }

    [Fact]
    public void What_has_no_value_is_left_out()
    {
        var record = new RequestRecord { Status = 404 };
        record.Set(RecordText.Path, "/nowhere"u8);

        var names = Line(record).EnumerateObject().Select(member => member.Name);

        names.ShouldBe(["time", "type", "request_id", "method", "path", "status", "stream", "attempts", "request_bytes", "response_bytes", "overhead_us", "total_us"]);
    }

    [Fact]
    public void Check_54_a_key_in_the_query_does_not_reach_the_log()
    {
        var record = new RequestRecord();
        record.Set(RecordText.Path, "/v1/models?key=sk-canary&x=1"u8);

        var text = Line(record).GetRawText();

        text.ShouldNotContain("sk-canary");
        text.ShouldContain("\"/v1/models\"");
    }

    [Fact]
    public void The_nastiest_record_is_one_valid_line_that_fits()
    {
        var nasty = Enumerable.Repeat((byte)1, 2000).ToArray();
        var record = new RequestRecord
        {
            StartedUnixMilliseconds = 253402300799999,
            Caller = new Caller { KeyId = 0, Name = new string('\n', 500), Org = new string('"', 500) },
            Surface = nasty,
            Provider = nasty,
            ModelServed = nasty,
            Status = int.MaxValue,
            ErrorClass = ErrorClass.UpstreamUnreachable,
            Fault = FaultCode.HttpVersionNotSupported,
            Attempts = int.MaxValue,
            Streamed = true,
            Cancelled = true,
            Usage = new TokenUsage
            {
                Source = UsageSource.Estimated,
                Input = long.MaxValue,
                Output = long.MaxValue,
                CachedInput = long.MaxValue,
                CacheWrite = long.MaxValue,
                Reasoning = long.MaxValue,
                AudioInput = long.MaxValue,
                AudioOutput = long.MaxValue,
            },
            RequestBytes = long.MaxValue,
            ResponseBytes = long.MaxValue,
            Events = long.MaxValue,
            TtftMicroseconds = long.MaxValue,
            TtfaMicroseconds = long.MaxValue,
            UpstreamMicroseconds = long.MaxValue,
            OverheadMicroseconds = long.MaxValue,
            TotalMicroseconds = long.MaxValue,
        };
        foreach (var which in Enum.GetValues<RecordText>())
        {
            record.Set(which, nasty);
        }

        Line(record).GetProperty("total_us").GetInt64().ShouldBe(long.MaxValue);
    }

    [Fact]
    public void A_record_that_was_reset_remembers_nothing()
    {
        var record = Full();
        record.Set(RecordText.Path, new byte[5000]);
        record.Reset();

        Line(record).GetRawText().ShouldBe(Line(new RequestRecord()).GetRawText());
    }

    [Fact]
    public void A_text_set_again_replaces_the_first()
    {
        var record = Full();
        record.Set(RecordText.ModelAsked, "other"u8);
        Encoding.UTF8.GetString(record.Get(RecordText.ModelAsked)).ShouldBe("other");
        Encoding.UTF8.GetString(record.Get(RecordText.Path)).ShouldBe("/v1/chat/completions");
    }

    internal static RequestRecord Full()
    {
        var record = new RequestRecord
        {
            StartedUnixMilliseconds = new DateTimeOffset(2026, 11, 21, 8, 6, 59, 7, TimeSpan.Zero).ToUnixTimeMilliseconds(),
            Caller = new Caller { KeyId = 0, Name = "ci \"runner\"", Org = "acme" },
            Surface = "chat"u8.ToArray(),
            Provider = "local-a"u8.ToArray(),
            ModelServed = "qwen3-14b"u8.ToArray(),
            Status = 499,
            Cost = new Cost(1_234, PriceState.Priced),
            ErrorClass = ErrorClass.ClientCancel,
            Fault = FaultCode.ClientCancel,
            Attempts = 2,
            Streamed = true,
            Cancelled = true,
            Usage = new TokenUsage { Source = UsageSource.Estimated, Input = 11, Output = 22, CachedInput = 3, CacheWrite = 4, Reasoning = 5 },
            RequestBytes = 100,
            ResponseBytes = 200,
            Events = 7,
            TtftMicroseconds = 1000,
            TtfaMicroseconds = 0,
            UpstreamMicroseconds = 1900,
            OverheadMicroseconds = 100,
            TotalMicroseconds = 2000,
        };
        record.Set(RecordText.RequestId, "req_1"u8);
        record.Set(RecordText.TraceId, "0af7651916cd43dd8448eb211c80319c"u8);
        record.Set(RecordText.ClientAddress, "192.0.2.1"u8);
        record.Set(RecordText.Method, "POST"u8);
        record.Set(RecordText.Path, "/v1/chat/completions"u8);
        record.Set(RecordText.ModelAsked, "fast"u8);
        record.Set(RecordText.App, "shop"u8);
        return record;
    }

    private static JsonElement Line(RequestRecord record)
    {
        var stamp = new UtcStamp();
        var bytes = new byte[AccessLogLine.MaxBytes];
        var length = AccessLogLine.Write(record, ref stamp, bytes);
        bytes.AsSpan(0, length).IndexOf((byte)'\n').ShouldBe(length - 1);
        return JsonDocument.Parse(bytes.AsMemory(0, length)).RootElement;
    }
}
