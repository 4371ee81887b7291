using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class EventLogTests
{
    [Fact]
    public void An_event_is_a_line_of_json_with_its_fields()
    {
        var line = Lines(log => log.Warn(EventRange.Configuration + 1, "Configuration refused.", ("file", "a \"b\"\n.yaml"), ("errors", 3), ("hint", null))).Single();

        line.GetProperty("time").GetString().ShouldBe("2026-11-21T08:00:00.000Z");
        line.GetProperty("type").GetString().ShouldBe("event");
        line.GetProperty("level").GetString().ShouldBe("warn");
        line.GetProperty("event").GetInt32().ShouldBe(1401);
        line.GetProperty("message").GetString().ShouldBe("Configuration refused.");
        line.GetProperty("file").GetString().ShouldBe("a \"b\"\n.yaml");
        line.GetProperty("errors").GetInt64().ShouldBe(3);
        line.GetProperty("hint").GetString().ShouldBe("");
    }

    [Fact]
    public void Severities_below_the_least_are_not_written()
    {
        var lines = Lines(log =>
        {
            log.Write(LogSeverity.Debug, 1, "no");
            log.Info(2, "yes");
            log.Error(3, "yes");
        });

        lines.Select(line => line.GetProperty("level").GetString()).ShouldBe(["info", "error"]);
    }

    [Fact]
    public void A_changed_level_holds_from_the_next_event_on()
    {
        var lines = Lines(log =>
        {
            log.Write(LogSeverity.Debug, 1, "no");
            log.Level = LogSeverity.Debug;
            log.Write(LogSeverity.Debug, 2, "yes");
            log.Level = LogSeverity.Error;
            log.Warn(3, "no");
        });

        lines.Select(line => line.GetProperty("event").GetInt32()).ShouldBe([2]);
    }

    [Fact]
    public void Whatever_the_size_of_the_fields_the_line_is_valid_json()
    {
        var big = new string('\u0002', 3000);
        var line = Lines(log => log.Info(1, big, (big, big), ("a", big), ("b", big), ("c", big), ("d", big), ("e", big), ("f", 1))).Single();

        line.GetProperty("a").GetString()!.Length.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Threads_write_at_the_same_time_without_tearing_lines()
    {
        using var sink = new MemoryStream();
        using var writer = new LogWriter(sink);
        var log = new EventLog(writer, new FixedTime());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                log.Info(1, "event", ("thread", thread), ("i", i));
            }
        })));

        writer.Pump();

        Parse(sink).Count.ShouldBe(800);
    }

    private static List<JsonElement> Lines(Action<EventLog> write)
    {
        using var sink = new MemoryStream();
        using var writer = new LogWriter(sink);
        write(new EventLog(writer, new FixedTime()));
        writer.Pump();
        return Parse(sink);
    }

    private static List<JsonElement> Parse(MemoryStream sink) =>
        [.. Encoding.UTF8.GetString(sink.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    }
}
