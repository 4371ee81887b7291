using Shouldly;
using Tollgate.Configuration;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Recording.Journal;

public sealed class RequestJournalTests
{
    [Fact]
    public async Task Records_come_out_in_their_order_across_segments()
    {
        await using var fixture = new JournalFixture();
        var ids = new List<RecordId>();
        for (var round = 0; round < 10; round++)
        {
            ids.AddRange(await fixture.AppendAsync(150));
            fixture.Journal.Round();
        }

        fixture.ReadAll().Select(entry => entry.Id).ShouldBe(ids);
        fixture.Journal.Segments.All.Count.ShouldBeGreaterThan(4);
        ids.Distinct().Count().ShouldBe(ids.Count);
    }

    [Fact]
    public async Task What_a_killed_process_appended_is_there_for_the_next_one()
    {
        using var folder = new TempFolder();
        List<RecordId> ids;
        var killed = new JournalFixture(folder: folder);
        ids = await killed.AppendAsync(20);
        await killed.KillAsync();

        await using var next = new JournalFixture(folder: folder);
        ids.AddRange(await next.AppendAsync(5));

        next.ReadAll().Select(entry => entry.Id).ShouldBe(ids);
    }

    [Fact]
    public async Task Spares_that_were_never_used_are_gone_at_the_next_start()
    {
        using var folder = new TempFolder();
        var killed = new JournalFixture(folder: folder);
        await killed.KillAsync();

        await using var next = new JournalFixture(folder: folder);

        next.Journal.Segments.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_store_gets_the_first_records_after_a_restart_that_left_no_segments()
    {
        using var folder = new TempFolder();
        var first = new JournalFixture(folder: folder);
        await first.AppendAsync(20);
        first.ReadAll();
        await first.DisposeAsync();
        foreach (var segment in first.Journal.Segments.All)
        {
            File.Delete(segment.Path); // as the keeper does once every store has them
        }

        await using var next = new JournalFixture(folder: folder);
        var ids = await next.AppendAsync(20);

        next.ReadAll().Select(entry => entry.Id).ShouldBe(ids);
    }

    [Fact]
    public async Task A_second_process_is_refused_the_folder()
    {
        await using var first = new JournalFixture();

        var refused = Should.Throw<IOException>(() => RequestJournal.Open(first.Options, TimeProvider.System, first.Log));
        refused.Message.ShouldContain("another process");
    }

    [Fact]
    public async Task At_the_bound_new_requests_are_refused_until_a_store_has_caught_up()
    {
        await using var fixture = new JournalFixture(maxBytes: 4 * (64 << 10));
        var done = false;
        fixture.Journal.Start(_ => done);
        var ids = new List<RecordId>();
        while (await fixture.OnLoopAsync(() => fixture.Loop.HasRoomFor(10)))
        {
            ids.AddRange(await fixture.AppendAsync(10));
        }

        fixture.Journal.Segments.Bytes.ShouldBeLessThanOrEqualTo(fixture.Options.MaxBytes);
        ids.AddRange(await fixture.AppendAsync(10)); // those that were under way
        fixture.ReadAll().Count.ShouldBe(ids.Count);

        done = true;
        (await Eventually.BecomesTrueAsync(() => fixture.OnLoopAsync(() => fixture.Loop.HasRoomFor(10)), TimeSpan.FromSeconds(20))).ShouldBeTrue();
        fixture.Loop.Lost.ShouldBe(0);
    }

    [Fact]
    public async Task Records_of_requests_under_way_wait_in_memory_when_there_is_no_room_at_all()
    {
        await using var fixture = new JournalFixture(maxBytes: 2 * (64 << 10));
        var ids = await fixture.AppendAsync(2000);
        fixture.Loop.Overflowing.ShouldBeGreaterThan(0);
        var taken = fixture.ReadAll();
        taken.Count.ShouldBe(2000 - fixture.Loop.Overflowing);

        fixture.Journal.Round(); // closes the first
        fixture.Journal.Segments.Prune(segment => !segment.IsOpen);
        for (var round = 0; round < 20 && fixture.Loop.Overflowing > 0; round++)
        {
            fixture.Journal.Round();
            await fixture.OnLoopAsync(() => 0);
            taken.AddRange(fixture.ReadAll("two").Where(entry => !taken.Any(known => known.Id == entry.Id)));
            fixture.Journal.Segments.Prune(segment => !segment.IsOpen);
        }

        taken.Select(entry => entry.Id).Order().ShouldBe(ids.Order());
        fixture.Loop.Lost.ShouldBe(0);
    }

    [Fact]
    public async Task Refused_requests_take_no_place_in_memory_from_served_ones()
    {
        await using var fixture = new JournalFixture(maxBytes: 2 * (64 << 10));
        var ids = await fixture.AppendAsync(1000);
        var waiting = fixture.Loop.Overflowing;
        waiting.ShouldBeGreaterThan(0);

        await fixture.OnLoopAsync(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var refused = JournalFixture.Record(i);
                fixture.Loop.Append(refused, fixture.Loop.NextId(refused.StartedUnixMilliseconds), 0, mayWait: false);
            }

            return 0;
        });

        fixture.Loop.Overflowing.ShouldBe(waiting);
        fixture.Loop.Lost.ShouldBe(20_000);
        await fixture.AppendAsync(10);
        fixture.Loop.Overflowing.ShouldBe(waiting + 10);
        ids.Count.ShouldBe(1000);
    }

    [Fact]
    public async Task Where_serving_comes_first_the_oldest_records_make_room_and_are_counted()
    {
        await using var fixture = new JournalFixture(maxBytes: 4 * (64 << 10), onFull: JournalFull.DropOldest);
        List<RecordId> last = [];
        var written = 0;
        for (var round = 0; round < 40; round++)
        {
            (await fixture.OnLoopAsync(() => fixture.Loop.HasRoomFor(10))).ShouldBeTrue();
            last = await fixture.AppendAsync(50);
            written += last.Count;
            fixture.Journal.Round();
        }

        fixture.Journal.Segments.DroppedRecords.ShouldBeGreaterThan(0);
        fixture.Journal.Segments.Bytes.ShouldBeLessThanOrEqualTo(fixture.Options.MaxBytes);
        var left = fixture.ReadAll();
        left.Select(entry => entry.Id).TakeLast(last.Count).ShouldBe(last);
        fixture.Journal.Segments.DroppedRecords.ShouldBe(written - left.Count);
    }

    [Fact]
    public async Task Captured_contents_go_before_any_record()
    {
        await using var fixture = new JournalFixture(maxBytes: 8 * (64 << 10));
        var content = new CapturedContent(new RecordId(1, 2), new string('q', 20_000), "", ["a", "b"], Truncated: true);
        while (fixture.Journal.Segments.Bytes + (64 << 10) <= fixture.Options.MaxBytes)
        {
            fixture.Journal.Contents.TryAppend(content).ShouldBeTrue();
        }

        var ids = new List<RecordId>();
        for (var round = 0; round < 6; round++)
        {
            ids.AddRange(await fixture.AppendAsync(150));
            fixture.Journal.Round();
        }

        fixture.Journal.Segments.DroppedContents.ShouldBeGreaterThan(0);
        fixture.Journal.Segments.DroppedRecords.ShouldBe(0);
        fixture.ReadAll().Select(entry => entry.Id).ShouldBe(ids);
    }

    [Fact]
    public async Task Contents_come_back_as_they_were()
    {
        await using var fixture = new JournalFixture();
        var content = new CapturedContent(new RecordId(1, 2), "{\"q\":\"ä\"}", "{}", ["data: 1", "", "data: 2"], Truncated: true);
        fixture.Journal.Contents.TryAppend(content).ShouldBeTrue();

        using var source = new JournalSource(fixture.Journal.Segments, SinkCursor.Load(fixture.Journal.Folder, "x"));
        var read = source.Take(10, 1 << 20).Contents.ShouldHaveSingleItem();
        read.Chunks.ShouldBe(content.Chunks);
        (read with { Chunks = content.Chunks }).ShouldBe(content);
    }

    [Fact]
    public async Task With_sync_always_an_answer_waits_for_the_disk()
    {
        await using var fixture = new JournalFixture(sync: JournalSync.Always);
        await fixture.AppendAsync(3);
        var waiting = fixture.Loops.RunAsync(async () =>
        {
            await fixture.Loop.WhenDurableAsync();
            return true;
        });
        await fixture.OnLoopAsync(() => 0);
        waiting.IsCompleted.ShouldBeFalse();

        fixture.Journal.Round();

        (await waiting).ShouldBeTrue();
    }
}
