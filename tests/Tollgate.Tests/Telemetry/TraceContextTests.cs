using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Tollgate.Telemetry;
using Xunit;

namespace Tollgate.Tests.Telemetry;

public sealed class TraceContextTests
{
    private const string Valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void A_callers_context_is_read()
    {
        TraceParent.TryParse(Encoding.ASCII.GetBytes(Valid), out var context).ShouldBeTrue();

        context.ShouldBe(new TraceContext(0x0af7651916cd43dd, 0x8448eb211c80319c, 0xb7ad6b7169203331, 0, Sampled: true));
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", true)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", true)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", false)]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0", false)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01", false)]
    [InlineData("00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false)]
    [InlineData("", false)]
    public void What_the_standard_does_not_allow_counts_as_none(string header, bool valid) =>
        TraceParent.TryParse(Encoding.ASCII.GetBytes(header), out _).ShouldBe(valid);

    [Fact]
    public void Any_change_of_a_context_is_read_or_refused_and_nothing_else() => Prop.ForAll<byte, byte, byte>((at, with, cut) =>
    {
        var bytes = Encoding.ASCII.GetBytes(Valid);
        bytes[at % bytes.Length] = with;
        return !TraceParent.TryParse(bytes.AsSpan(0, bytes.Length - (cut % bytes.Length)), out var context) || context.Exists;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_export_a_callers_trace_is_kept_and_no_span_is_ours()
    {
        var source = new TraceSource(TraceSampling.Off);

        source.Begin(default).Exists.ShouldBeFalse();
        var kept = source.Begin(Encoding.ASCII.GetBytes(Valid));
        kept.Exists.ShouldBeTrue();
        kept.IsRecorded.ShouldBeFalse();
    }

    [Fact]
    public void A_callers_decision_stands()
    {
        var never = new TraceSource(new TraceSampling(Enabled: true, Share: 0));
        var always = new TraceSource(new TraceSampling(Enabled: true, Share: 1));

        never.Begin(Encoding.ASCII.GetBytes(Valid)).IsRecorded.ShouldBeTrue();
        always.Begin(Encoding.ASCII.GetBytes(Valid[..^2] + "00")).IsRecorded.ShouldBeFalse();
        never.Begin(default).Exists.ShouldBeFalse();
        always.Begin("nonsense"u8).ShouldSatisfyAllConditions(t => t.IsRecorded.ShouldBeTrue(), t => t.ParentSpanId.ShouldBe(0UL));
    }

    [Fact]
    public void About_the_configured_share_begins_a_trace()
    {
        var source = new TraceSource(new TraceSampling(Enabled: true, Share: 0.1), "0123456789abcdef"u8);
        var sampled = 0;
        var spans = new HashSet<ulong>();
        for (var i = 0; i < 100_000; i++)
        {
            var trace = source.Begin(default);
            if (trace.IsRecorded)
            {
                sampled++;
                trace.ClientSpanId.ShouldNotBe(0UL);
                spans.Add(trace.SpanId).ShouldBeTrue();
                spans.Add(trace.ClientSpanId).ShouldBeTrue();
            }
        }

        sampled.ShouldBeInRange(9_500, 10_500);
    }

    [Fact]
    public void What_goes_upstream_names_our_call_as_the_parent_and_can_be_read_back()
    {
        var trace = new TraceContext(0x0af7651916cd43dd, 0x8448eb211c80319c, 5, 0xb7ad6b7169203332, Sampled: true);
        var header = new byte[TraceContext.HeaderLength];
        trace.WriteHeader(header);

        Encoding.ASCII.GetString(header).ShouldBe("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203333-01");
        TraceParent.TryParse(header, out var read).ShouldBeTrue();
        read.ParentSpanId.ShouldBe(trace.ClientSpanId);
    }

    [Fact]
    public void Beginning_a_trace_allocates_nothing()
    {
        var source = new TraceSource(new TraceSampling(Enabled: true, Share: 1));
        var header = Encoding.ASCII.GetBytes(Valid);
        var bytes = new byte[TraceContext.HeaderLength];
        source.Begin(header).WriteHeader(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        source.Begin(header).WriteHeader(bytes);
        source.Begin(default).WriteHeader(bytes);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
