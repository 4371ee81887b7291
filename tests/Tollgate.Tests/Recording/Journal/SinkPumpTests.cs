using Shouldly;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Recording.Journal;

/// <summary>Segments that fill while they are read are read side by side: a store gets all records, each once, in no promised order.</summary>
public sealed class SinkPumpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_store_gets_every_record_once_and_the_segments_go_when_all_have_them()
    {
        await using var fixture = new JournalFixture();
        var fast = new TestSink("fast");
        var slow = new TestSink("slow") { IsDown = true };
        await using var first = new SinkPump(fast, fixture.Journal, TimeProvider.System, fixture.Log);
        await using var second = new SinkPump(slow, fixture.Journal, TimeProvider.System, fixture.Log);
        fixture.Journal.Start(segment => first.HasFinished(segment) && second.HasFinished(segment));
        first.Start();
        second.Start();
        var ids = new List<RecordId>();
        for (var round = 0; round < 6; round++)
        {
            ids.AddRange(await fixture.AppendAsync(150));
            fixture.Journal.Wake();
            await fixture.OnLoopAsync(() => 0);
        }

        (await Eventually.BecomesTrueAsync(() => fast.Ids.Count == ids.Count, Patience)).ShouldBeTrue();
        fast.Ids.ShouldBe(ids, ignoreOrder: true);
        (await Eventually.BecomesTrueAsync(() => second.Problem is not null, Patience)).ShouldBeTrue();
        second.Backlog.ShouldBeGreaterThan(0);
        second.LagSeconds.ShouldBeGreaterThan(0);
        fixture.Journal.Segments.All.Count.ShouldBeGreaterThan(2);

        slow.IsDown = false;

        (await Eventually.BecomesTrueAsync(() => slow.Ids.Count == ids.Count, Patience)).ShouldBeTrue();
        slow.Ids.ShouldBe(ids, ignoreOrder: true);
        (await Eventually.BecomesTrueAsync(() => fixture.Journal.Segments.All.Count == 2 && second.Backlog == 0, Patience)).ShouldBeTrue();
        second.LagSeconds.ShouldBe(0);
        second.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_batch_that_failed_halfway_comes_again_whole()
    {
        await using var fixture = new JournalFixture();
        var sink = new TestSink("x") { FailAfterTaking = 2 };
        await using var pump = new SinkPump(sink, fixture.Journal, TimeProvider.System, fixture.Log);
        var ids = await fixture.AppendAsync(30);
        pump.Start();

        (await Eventually.BecomesTrueAsync(() => pump.Backlog == 0, Patience)).ShouldBeTrue();
        sink.Ids.Distinct().ShouldBe(ids);
        sink.Ids.Count.ShouldBe(90); // twice in vain, once for good
        pump.Errors.ShouldBe(2);
    }

    [Fact]
    public async Task The_next_process_goes_on_where_the_store_was()
    {
        using var folder = new TempFolder();
        List<RecordId> ids;
        var killed = new JournalFixture(folder: folder);
        ids = await killed.AppendAsync(20);
        var sink = new TestSink("x");
        await using (var pump = new SinkPump(sink, killed.Journal, TimeProvider.System, killed.Log))
        {
            pump.Start();
            (await Eventually.BecomesTrueAsync(() => sink.Ids.Count == 20, Patience)).ShouldBeTrue();
            await pump.StopAsync(Patience);
        }

        ids.AddRange(await killed.AppendAsync(7));
        await killed.KillAsync();

        await using var next = new JournalFixture(folder: folder);
        ids.AddRange(await next.AppendAsync(3));
        await using var again = new SinkPump(sink, next.Journal, TimeProvider.System, next.Log);
        again.Start();

        (await Eventually.BecomesTrueAsync(() => sink.Ids.Count >= 30, Patience)).ShouldBeTrue();
        sink.Ids.ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task The_process_after_an_orderly_end_is_not_read_from_where_the_last_one_ended()
    {
        using var folder = new TempFolder();
        var sink = new TestSink("x");
        var ids = new List<RecordId>();
        for (var process = 0; process < 3; process++)
        {
            // Each has less to say than the one before.
            await using var fixture = new JournalFixture(folder: folder);
            await using var pump = new SinkPump(sink, fixture.Journal, TimeProvider.System, fixture.Log);
            fixture.Journal.Start(pump.HasFinished);
            pump.Start();
            ids.AddRange(await fixture.AppendAsync(30 >> process));
            (await Eventually.BecomesTrueAsync(() => sink.Ids.Count == ids.Count, Patience)).ShouldBeTrue();
            fixture.Journal.Stop();
            await pump.StopAsync(Patience);
            fixture.Journal.Dispose();
            Directory.GetFiles(fixture.Journal.Folder, "*.rec").ShouldBeEmpty();
        }

        sink.Ids.ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_down_keeps_no_segment()
    {
        await using var fixture = new JournalFixture();
        var sink = new TestSink("x");
        Directory.CreateDirectory(Path.Combine(fixture.Journal.Folder, "x.cursor.next")); // nothing can be written there
        await using var pump = new SinkPump(sink, fixture.Journal, TimeProvider.System, fixture.Log);
        fixture.Journal.Start(pump.HasFinished);
        pump.Start();
        var ids = await fixture.AppendAsync(150);
        for (var round = 0; round < 5; round++)
        {
            ids.AddRange(await fixture.AppendAsync(150));
            fixture.Journal.Wake();
            await fixture.OnLoopAsync(() => 0);
        }

        (await Eventually.BecomesTrueAsync(() => fixture.Journal.Segments.All.Count == 2 && pump.Backlog == 0, Patience)).ShouldBeTrue();
        sink.Ids.ShouldBe(ids, ignoreOrder: true);
        pump.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task At_the_end_a_store_gets_what_is_left()
    {
        await using var fixture = new JournalFixture();
        var sink = new TestSink("x");
        await using var pump = new SinkPump(sink, fixture.Journal, TimeProvider.System, fixture.Log);
        pump.Start();
        var ids = await fixture.AppendAsync(500);

        await pump.StopAsync(Patience);

        sink.Ids.ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task A_store_that_is_down_at_the_end_holds_nothing_up()
    {
        await using var fixture = new JournalFixture();
        await using var pump = new SinkPump(new TestSink("x") { IsDown = true }, fixture.Journal, TimeProvider.System, fixture.Log);
        pump.Start();
        await fixture.AppendAsync(5);

        await pump.StopAsync(Patience).WaitAsync(Patience);

        pump.Backlog.ShouldBeGreaterThan(0);
    }

    private sealed class TestSink(string name) : IRecordSink
    {
        private readonly List<RecordId> _ids = [];

        public string Name => name;

        public volatile bool IsDown;

        public int FailAfterTaking { get; set; }

        public IReadOnlyList<RecordId> Ids
        {
            get
            {
                lock (_ids)
                {
                    return [.. _ids];
                }
            }
        }

        public Task WriteAsync(RecordBatch batch, CancellationToken stop)
        {
            if (IsDown)
            {
                throw new IOException("down");
            }

            lock (_ids)
            {
                _ids.AddRange(batch.Entries.Select(entry => entry.Id));
            }

            return FailAfterTaking-- > 0 ? throw new TimeoutException() : Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => default;
    }
}
