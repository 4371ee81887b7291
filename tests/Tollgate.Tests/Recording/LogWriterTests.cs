using System.Text;
using System.Text.Json;
using Shouldly;
using Tollgate.Recording;
using Xunit;

namespace Tollgate.Tests.Recording;

public sealed class LogWriterTests
{
    [Fact]
    public void Lines_of_all_loops_reach_the_sink_whole()
    {
        using var sink = new MemoryStream();
        using var writer = new LogWriter(sink);
        AccessLog[] logs = [new(writer.AddRing(AccessLog.RingBytes)), new(writer.AddRing(AccessLog.RingBytes))];
        writer.Start();

        foreach (var log in logs)
        {
            for (var i = 0; i < 100; i++)
            {
                log.Write(AccessLogLineTests.Full());
            }
        }

        writer.Stop(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        var lines = Encoding.UTF8.GetString(sink.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(200);
        lines.ShouldAllBe(line => JsonDocument.Parse(line, default).RootElement.GetProperty("status").GetInt32() == 499);
        writer.Dropped.ShouldBe(0);
    }

    [Fact]
    public void A_blocked_sink_blocks_no_loop_and_what_it_misses_is_counted()
    {
        using var sink = new BlockedSink();
        using var writer = new LogWriter(sink);
        var log = new AccessLog(writer.AddRing(16 * 1024));
        writer.Start();
        log.Write(AccessLogLineTests.Full());

        for (var i = 0; i < 100; i++)
        {
            log.Write(AccessLogLineTests.Full());
        }

        var dropped = log.Dropped;
        dropped.ShouldBeGreaterThan(50);
        writer.Stop(TimeSpan.FromMilliseconds(1)).ShouldBeFalse();
        sink.Open();
        writer.Stop(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        sink.Lines.ShouldBe(101 - dropped);
    }

    [Fact]
    public void A_sink_that_fails_is_counted_and_the_next_line_starts_afresh()
    {
        using var sink = new HalfWritingSink();
        using var writer = new LogWriter(sink);
        var ring = writer.AddRing(1000);

        Put(ring, "one\n"u8);
        writer.Pump();
        sink.Fails = true;
        Put(ring, "two\nthree\n"u8);
        writer.Pump();
        sink.Fails = false;
        Put(ring, "four\n"u8);
        writer.Pump();

        sink.Text.ShouldBe("one\ntwo\nt\nfour\n");
        writer.Dropped.ShouldBe(2);
        writer.Failures.ShouldBe(1);
    }

    [Fact]
    public void A_line_after_the_stop_harms_nobody()
    {
        using var sink = new MemoryStream();
        var writer = new LogWriter(sink);
        var ring = writer.AddRing(100);
        writer.Start();
        writer.Stop(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        writer.Dispose();

        Put(ring, new byte[90]);

        sink.Length.ShouldBe(0);
    }

    private static void Put(ByteRing ring, ReadOnlySpan<byte> line)
    {
        ring.TryReserve(line.Length, out var room).ShouldBeTrue();
        line.CopyTo(room);
        ring.Commit(line.Length);
    }

    private sealed class BlockedSink : MemoryStream
    {
        private readonly ManualResetEventSlim _open = new();

        public long Lines { get; private set; }

        public void Open() => _open.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _open.Wait();
            Lines += buffer.Count((byte)'\n');
        }

        protected override void Dispose(bool disposing)
        {
            _open.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class HalfWritingSink : MemoryStream
    {
        public bool Fails { get; set; }

        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!Fails)
            {
                base.Write(buffer);
                return;
            }

            base.Write(buffer[..(buffer.Length / 2)]);
            throw new IOException("No space left on device.");
        }
    }
}
