using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Telemetry;
using Xunit;

namespace Tollgate.Tests.Telemetry;

public sealed partial class SinkMetricsTests
{
    private readonly MetricsRegistry _registry = new(TimeProvider.System, "1");

    [Fact]
    public void What_the_pump_tells_is_on_the_page()
    {
        _registry.Sinks.Add("sqlite");
        _registry.Sinks.SetBacklog("clickhouse", TimeSpan.FromSeconds(12.5), 4096);
        _registry.Sinks.CountRecords("sqlite", 500);
        _registry.Sinks.CountRecords("sqlite", 7);
        _registry.Sinks.CountError("clickhouse", "refused");
        _registry.Journal.Bytes = 1 << 20;
        _registry.Journal.LimitBytes = 4L << 30;
        _registry.Journal.Segments = 3;
        _registry.Journal.CountRefused();

        var page = Render();

        page.ShouldContain("tollgate_sink_lag_seconds{sink=\"sqlite\"} 0\ntollgate_sink_lag_seconds{sink=\"clickhouse\"} 12.5\n");
        page.ShouldContain("tollgate_sink_backlog_bytes{sink=\"clickhouse\"} 4096\n");
        page.ShouldContain("tollgate_sink_records_total{sink=\"sqlite\"} 507\n");
        page.ShouldContain("tollgate_sink_errors_total{sink=\"clickhouse\",kind=\"refused\"} 1\n");
        page.ShouldContain("tollgate_storage_errors_total{store=\"sqlite\"} 0\ntollgate_storage_errors_total{store=\"clickhouse\"} 1\n");
        page.ShouldContain("tollgate_journal_bytes 1048576\n");
        page.ShouldContain("tollgate_journal_limit_bytes 4294967296\n");
        page.ShouldContain("tollgate_journal_segments 3\n");
        page.ShouldContain("tollgate_journal_refused_total 1\n");
    }

    [Fact]
    public void Counts_of_many_threads_add_up()
    {
        Parallel.For(0, 1000, _ => _registry.Sinks.CountRecords("sqlite", 1));

        Render().ShouldContain("tollgate_sink_records_total{sink=\"sqlite\"} 1000\n");
    }

    [Fact]
    public void A_label_has_fewer_than_a_hundred_values_and_nothing_is_lost_in_other()
    {
        for (var i = 0; i < 300; i++)
        {
            _registry.Sinks.CountError($"sink{i}", $"kind{i}");
        }

        var page = Render();

        foreach (var label in (string[])["sink", "kind", "store"])
        {
            var values = Regex.Matches(page, label + "=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => match.Groups[1].Value);
            values.Distinct(StringComparer.Ordinal).Count().ShouldBeInRange(90, 99);
        }

        Errors().Matches(page).Sum(match => int.Parse(match.Groups[1].ValueSpan)).ShouldBe(300);
    }

    [GeneratedRegex("tollgate_sink_errors_total{[^}]*} ([0-9]+)\n")]
    private static partial Regex Errors();

    private string Render()
    {
        var output = new ArrayBufferWriter<byte>();
        _registry.Render(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
