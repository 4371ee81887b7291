using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Telemetry;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Telemetry;

public sealed partial class SinkMetricsTests
{
    private readonly MetricsRegistry _registry = new(TimeProvider.System, "1");

    [Fact]
    public async Task Journal_and_stores_are_on_the_page()
    {
        using var folder = new TempFolder();
        using var writer = new LogWriter(Stream.Null);
        var log = new EventLog(writer, TimeProvider.System);
        using var journal = RequestJournal.Open(
            new JournalOptions { Folder = folder.File("journal"), Node = "n", MaxBytes = 64 << 20, SegmentBytes = 1 << 20 }, TimeProvider.System, log);
        await using var pump = new SinkPump(new RefusingSink(), journal, TimeProvider.System, log);
        _registry.Journal.Watch(journal);
        _registry.Sinks.Watch(pump);
        pump.OnFailure!("TimeoutException");
        _registry.Journal.CountRefused();

        var page = Render();

        page.ShouldContain("tollgate_sink_lag_seconds{sink=\"refusing\"} 0\n");
        page.ShouldContain("tollgate_sink_backlog_bytes{sink=\"refusing\"} 0\n");
        page.ShouldContain("tollgate_sink_records_total{sink=\"refusing\"} 0\n");
        page.ShouldContain("tollgate_sink_errors_total{sink=\"refusing\",kind=\"TimeoutException\"} 1\n");
        page.ShouldContain("tollgate_storage_errors_total{store=\"refusing\"} 1\n");
        page.ShouldContain("tollgate_journal_limit_bytes 67108864\n");
        page.ShouldContain("tollgate_journal_lost_total 0\n");
        page.ShouldContain("tollgate_journal_refused_total 1\n");
    }

    [Fact]
    public void Counts_of_many_threads_add_up()
    {
        Parallel.For(0, 1000, _ => _registry.Sinks.CountStorageError("control"));

        Render().ShouldContain("tollgate_storage_errors_total{store=\"control\"} 1000\n");
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

    private sealed class RefusingSink : IRecordSink
    {
        public string Name => "refusing";

        public Task WriteAsync(RecordBatch batch, CancellationToken stop) => Task.FromException(new TimeoutException());

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
