using System.Buffers;
using System.Text;
using Shouldly;
using Tollgate.Recording;
using Tollgate.Telemetry;
using Xunit;

namespace Tollgate.Tests.Telemetry;

public sealed class OpenMetricsTests
{
    private static readonly TraceContext Trace = new(0x0af7651916cd43dd, 0x8448eb211c80319c, 1, 0, Sampled: true);

    private readonly MetricsRegistry _registry = new(TimeProvider.System, "1.2.3");

    [Fact]
    public void Families_lose_their_suffix_and_the_page_has_an_end()
    {
        _registry.AddCounter("tollgate_log_dropped_total", "Dropped \"lines\".", () => 3);

        var page = Render(MetricsFormat.OpenMetrics);

        page.ShouldContain("# HELP tollgate_log_dropped Dropped \\\"lines\\\".\n# TYPE tollgate_log_dropped counter\ntollgate_log_dropped_total 3\n");
        page.ShouldContain("# TYPE tollgate_build info\ntollgate_build_info{version=\"1.2.3\"} 1\n");
        page.ShouldEndWith("\n# EOF\n");
    }

    [Fact]
    public void The_plain_format_has_neither_end_mark_nor_exemplars()
    {
        Count(1_234_567, Trace, at: 1);

        var page = Render(MetricsFormat.Text);

        page.ShouldContain("# TYPE tollgate_build_info gauge\n");
        page.ShouldNotContain("# EOF");
        page.ShouldNotContain("trace_id");
    }

    [Fact]
    public void A_traced_request_is_the_example_of_its_bucket()
    {
        Count(1_234_567, Trace, at: 1_700_000_000_123);
        Count(1_300_000, default, at: 1_700_000_000_999);

        Render(MetricsFormat.OpenMetrics).ShouldContain(
            "llm_request_duration_seconds_bucket{model=\"m\",provider=\"p\",route=\"chat\",le=\"2.5\"} 2 # {trace_id=\"0af7651916cd43dd8448eb211c80319c\"} 1.234567 1700000000.123\n");
    }

    [Fact]
    public void Of_two_loops_the_later_example_is_shown()
    {
        Count(1_100_000, Trace, at: 2000);
        Count(1_200_000, Trace with { Low = 7 }, at: 3000);
        Count(1_300_000, Trace with { Low = 8 }, at: 1000);

        var page = Render(MetricsFormat.OpenMetrics);

        page.ShouldContain("trace_id=\"0af7651916cd43dd0000000000000007\"} 1.2 3.000\n");
        page.ShouldNotContain("0000000000000008");
    }

    [Fact]
    public void An_example_that_is_written_while_it_is_read_is_whole_or_left_out()
    {
        var slots = new ExemplarSlots(1);
        var stop = false;
        var writer = new Thread(() =>
        {
            for (ulong i = 1; !Volatile.Read(ref stop); i++)
            {
                slots.Set(0, new Exemplar(i, i, (long)i, (long)i));
            }
        });
        writer.Start();
        var seen = 0;
        for (var i = 0; i < 200_000 || seen == 0; i++)
        {
            if (slots.TryRead(0, out var one))
            {
                seen++;
                (one.TraceHigh == one.TraceLow && one.TraceLow == (ulong)one.Micros && one.Micros == one.UnixMilliseconds).ShouldBeTrue();
            }
        }

        Volatile.Write(ref stop, true);
        writer.Join();
    }

    [Fact]
    public void Counting_a_traced_request_allocates_nothing()
    {
        var loop = _registry.AddLoop();
        var series = _registry.Series.Resolve("m", "p", "chat");
        var record = new RequestRecord { Status = 200, TotalMicroseconds = 10, TtftMicroseconds = 5, Trace = Trace };
        loop.CountRequest(series, record);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            loop.CountRequest(series, record);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    /// <summary>Each on a loop of its own.</summary>
    private void Count(long micros, TraceContext trace, long at) => _registry.AddLoop().CountRequest(
        _registry.Series.Resolve("m", "p", "chat"), new RequestRecord { Status = 200, TotalMicroseconds = micros, Trace = trace, StartedUnixMilliseconds = at });

    private string Render(MetricsFormat format)
    {
        var output = new ArrayBufferWriter<byte>();
        _registry.Render(output, format);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
