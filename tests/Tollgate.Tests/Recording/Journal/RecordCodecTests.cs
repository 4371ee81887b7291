using System.Text;
using Shouldly;
using Tollgate.Faults;
using Tollgate.Keys;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Telemetry;
using Xunit;

namespace Tollgate.Tests.Recording.Journal;

public sealed class RecordCodecTests
{
    [Fact]
    public void A_record_comes_back_as_it_was()
    {
        var record = JournalFixture.Record();
        var id = new RecordId(0x0123_4567_89AB_CDEF, 42);

        var entry = RoundTrip(record, id, revision: 1);

        entry.ShouldBe(new RequestEntry
        {
            Id = id, Revision = 1, Node = "n", RequestId = "req_1", TraceId = "0af7651916cd43dd8448eb211c80319c", ClientAddress = "127.0.0.1",
            Method = "POST", Path = "/v1/chat/completions", Surface = "chat", Key = "key-ä", Org = "org", Team = "team", User = "user", App = "app",
            Provider = "openai", Model = "gpt-4o", ModelServed = "gpt-4o-2024", Status = 200, ErrorClass = ErrorClass.UpstreamTimeout,
            Fault = FaultCode.UpstreamTimeout, Attempts = 2, Streamed = true, Cancelled = true, Usage = record.Usage, Cost = record.Cost,
            RequestBytes = 123, ResponseBytes = 1L << 40, Events = 77, TtftMicroseconds = 1234, TtfaMicroseconds = -1, TotalMicroseconds = 99_999,
            UpstreamMicroseconds = 0, OverheadMicroseconds = 17, AmendedNanoUsd = 0,
        });
    }

    [Fact]
    public void An_amendment_brings_the_cost_that_it_corrects_and_a_stored_key_its_id()
    {
        var record = JournalFixture.Record();
        record.Caller = new Caller { KeyId = 0, Name = "ci", StoredId = "key_1" };
        record.Cost = new Cost(123_456_789, PriceState.Priced);
        record.Tell();
        record.Cost = new Cost(5, PriceState.Priced);

        (RoundTrip(record, default, revision: 0).AmendedNanoUsd, RoundTrip(record, default, revision: 0).KeyId).ShouldBe((null, "key_1"));
        (RoundTrip(record, default, revision: 1).AmendedNanoUsd, RoundTrip(record, default, revision: 1).KeyId).ShouldBe((123_456_789, "key_1"));
    }

    [Fact]
    public void A_traced_record_brings_its_spans()
    {
        var trace = new TraceContext(1, 2, ulong.MaxValue, 0xF000_0000_0000_0002, Sampled: true);
        var entry = RoundTrip(new RequestRecord { Trace = trace }, default, 0);

        (entry.SpanId, entry.ParentSpanId).ShouldBe((trace.SpanId, trace.ParentSpanId));
    }

    [Fact]
    public void An_empty_record_comes_back_empty()
    {
        var entry = RoundTrip(new RequestRecord(), default, 0);

        entry.ShouldBe(new RequestEntry { Id = default, Node = "n" });
    }

    [Fact]
    public void All_texts_at_their_bounds_fit_into_a_frame()
    {
        var name = new string('k', 256);
        var record = new RequestRecord
        {
            Caller = new Caller { KeyId = 0, Name = name, Org = name, Team = name, User = name },
            Surface = Encoding.UTF8.GetBytes(name),
            Provider = Encoding.UTF8.GetBytes(name),
            ModelServed = Encoding.UTF8.GetBytes(name),
            Usage = new TokenUsage { Source = UsageSource.Reported, Input = long.MaxValue, Output = long.MaxValue, Total = long.MaxValue },
        };
        foreach (var text in Enum.GetValues<RecordText>())
        {
            record.Set(text, Encoding.UTF8.GetBytes(new string('x', 1000)));
        }

        RoundTrip(record, default, 0).ModelServed.ShouldBe(name);
    }

    [Fact]
    public void A_frame_cut_short_reads_as_far_as_it_goes()
    {
        var frame = new byte[RecordCodec.MaxBytes];
        var length = RecordCodec.Write(JournalFixture.Record(), default, 0, frame);
        for (var cut = JournalFormat.FrameHead + JournalFormat.KindBytes; cut < length; cut++)
        {
            RecordCodec.Read(frame.AsSpan()[(JournalFormat.FrameHead + JournalFormat.KindBytes)..cut], "n", new NameCache()).Node.ShouldBe("n");
        }
    }

    /// <summary>Segments outlive programs: these numbers stand in them.</summary>
    [Fact]
    public void Numbers_on_the_disk_stay_what_they_are()
    {
        ((int)ErrorClass.ClientCancel, (int)ErrorClass.UpstreamTimeout, (int)ErrorClass.Upstream5xx).ShouldBe((2, 6, 7));
        ((int)FaultCode.AuthMissingToken, (int)FaultCode.StorageError, (int)FaultCode.ClientCancel).ShouldBe((1, 30, 35));
        ((int)UsageSource.Estimated, (int)PriceState.Unpriced).ShouldBe((2, 2));
    }

    private static RequestEntry RoundTrip(RequestRecord record, RecordId id, byte revision)
    {
        var frame = new byte[RecordCodec.MaxBytes];
        var length = RecordCodec.Write(record, id, revision, frame);
        return RecordCodec.Read(frame.AsSpan()[(JournalFormat.FrameHead + JournalFormat.KindBytes)..length], "n", new NameCache());
    }
}
