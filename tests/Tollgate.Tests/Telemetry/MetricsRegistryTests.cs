using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Faults;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Recording;
using Tollgate.Telemetry;
using Xunit;

namespace Tollgate.Tests.Telemetry;

public sealed partial class MetricsRegistryTests
{
    private readonly MetricsRegistry _registry = new(TimeProvider.System, "1.2.3");

    [Fact]
    public void Requests_of_all_loops_are_added_up_by_labels_and_status()
    {
        var series = _registry.Series.Resolve("fast", "local-a", "chat");
        var (first, second) = (_registry.AddLoop(), _registry.AddLoop());
        first.CountRequest(series, Record(200));
        second.CountRequest(series, Record(200));
        second.CountRequest(series, Record(429));
        second.CountRequest(series, Record(418));

        var text = Render();

        text.ShouldContain("llm_requests_total{model=\"fast\",provider=\"local-a\",route=\"chat\",status=\"200\"} 2\n");
        text.ShouldContain("status=\"429\"} 1\n");
        text.ShouldContain("status=\"4xx\"} 1\n");
        text.ShouldContain("llm_tokens_total{model=\"fast\",provider=\"local-a\",type=\"input\"} 40\n");
        text.ShouldContain("llm_tokens_total{model=\"fast\",provider=\"local-a\",type=\"output\"} 20\n");
        text.ShouldContain("llm_tokens_total{model=\"fast\",provider=\"local-a\",type=\"cached\"} 8\n");
        text.ShouldContain("llm_tokens_total{model=\"fast\",provider=\"local-a\",type=\"reasoning\"} 4\n");
    }

    [Fact]
    public void Histograms_are_cumulative_in_seconds_and_end_with_the_count()
    {
        var series = _registry.Series.Resolve("m", "p", "chat");
        var loop = _registry.AddLoop();
        foreach (var total in new long[] { 5_000, 5_001, 999_999_999 })
        {
            var record = Record(200);
            record.TotalMicroseconds = total;
            loop.CountRequest(series, record);
        }

        var text = Render();

        text.ShouldContain("# TYPE llm_request_duration_seconds histogram\n");
        text.ShouldContain("llm_request_duration_seconds_bucket{model=\"m\",provider=\"p\",route=\"chat\",le=\"0.005\"} 1\n");
        text.ShouldContain("le=\"0.01\"} 2\n");
        text.ShouldContain("llm_request_duration_seconds_bucket{model=\"m\",provider=\"p\",route=\"chat\",le=\"600.0\"} 2\n");
        text.ShouldContain("llm_request_duration_seconds_bucket{model=\"m\",provider=\"p\",route=\"chat\",le=\"+Inf\"} 3\n");
        text.ShouldContain("llm_request_duration_seconds_sum{model=\"m\",provider=\"p\",route=\"chat\"} 1000.01\n");
        text.ShouldContain("llm_request_duration_seconds_count{model=\"m\",provider=\"p\",route=\"chat\"} 3\n");
        text.ShouldContain("llm_gateway_overhead_seconds_bucket{route=\"chat\",le=\"0.00001\"} 0\n");
        text.ShouldContain("llm_gateway_overhead_seconds_bucket{route=\"chat\",le=\"0.00002\"} 3\n");
    }

    [Fact]
    public void Attempts_and_errors_are_counted_per_provider()
    {
        var loop = _registry.AddLoop();
        foreach (var model in new[] { "a", "b" })
        {
            var series = _registry.Series.Resolve(model, "p", "chat");
            loop.CountAttempt(series);
            loop.CountUpstreamError(series, ErrorClass.UpstreamTimeout);
        }

        var text = Render();

        text.ShouldContain("llm_attempts_total{provider=\"p\"} 2\n");
        text.ShouldContain("llm_upstream_errors_total{provider=\"p\",class=\"upstream_timeout\"} 2\n");
    }

    [Fact]
    public void Numbers_of_loops_and_of_the_process_are_shown()
    {
        var engine = new LoopCounters { Accepted = 12 };
        engine.Turn(Stopwatch.Frequency / 25_000);
        var (first, second) = (_registry.AddLoop(engine), _registry.AddLoop());
        first.Add(LoopCounter.ActiveRequests, 3);
        second.Add(LoopCounter.ActiveRequests);
        second.Add(LoopCounter.ActiveRequests, -1);
        first.Add(LoopCounter.ClientConnections, 2);
        _registry.AddGauge("tollgate_config_generation", "Generation.", () => 7);
        _registry.AddCounter("tollgate_log_dropped_total", "Dropped.", () => 1.5);

        var text = Render();

        text.ShouldContain("llm_active_requests 3\n");
        text.ShouldContain("tollgate_accepted_total 12\n");
        text.ShouldContain("tollgate_connections 2\n");
        text.ShouldContain("tollgate_loop_turn_seconds_bucket{le=\"0.00005\"} 1\n");
        text.ShouldContain("# TYPE tollgate_config_generation gauge\ntollgate_config_generation 7\n");
        text.ShouldContain("# TYPE tollgate_log_dropped_total counter\ntollgate_log_dropped_total 1.5\n");
        text.ShouldContain("tollgate_build_info{version=\"1.2.3\"} 1\n");
        text.ShouldContain("process_resident_memory_bytes ");
    }

    [Fact]
    public void Every_line_is_a_comment_or_a_sample_and_each_family_is_declared_once()
    {
        var loop = _registry.AddLoop();
        loop.CountRequest(_registry.Series.Resolve("quo\"te\\back\nline", "日本", "chat"), Record(200));

        var lines = Render().TrimEnd('\n').Split('\n');

        lines.ShouldAllBe(line => line.StartsWith("# HELP ") || line.StartsWith("# TYPE ") || Sample().IsMatch(line));
        var types = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToArray();
        types.Distinct(StringComparer.Ordinal).Count().ShouldBe(types.Length);
        lines.ShouldContain(line => line.StartsWith("llm_requests_total{model=\"quo\\\"te\\\\back\\nline\",provider=\"日本\""));
    }

    [Fact]
    public void A_loop_that_counts_while_it_is_read_never_goes_back()
    {
        var series = _registry.Series.Resolve("m", "p", "chat");
        var loop = _registry.AddLoop();
        var stop = false;
        var writer = new Thread(() =>
        {
            var record = Record(200);
            while (!Volatile.Read(ref stop))
            {
                loop.CountRequest(series, record);
            }
        });
        writer.Start();
        long last = 0;
        for (var i = 0; i < 20; i++)
        {
            var text = Render();
            var match = Count().Match(text);
            var now = match.Success ? long.Parse(match.Groups[1].ValueSpan) : 0;
            now.ShouldBeGreaterThanOrEqualTo(last);
            last = now;
        }

        Volatile.Write(ref stop, true);
        writer.Join();
    }

    private static RequestRecord Record(int status) => new()
    {
        Status = status,
        TotalMicroseconds = 1000,
        OverheadMicroseconds = 15,
        UpstreamMicroseconds = 985,
        TtftMicroseconds = 100,
        Usage = new TokenUsage { Source = UsageSource.Reported, Input = 10, Output = 5, CachedInput = 2, Reasoning = 1 },
    };

    [GeneratedRegex("""^[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})? [0-9.eE+-]+$""")]
    private static partial Regex Sample();

    [GeneratedRegex("llm_requests_total{[^}]*} ([0-9]+)\n")]
    private static partial Regex Count();

    private string Render()
    {
        var output = new ArrayBufferWriter<byte>();
        _registry.Render(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
