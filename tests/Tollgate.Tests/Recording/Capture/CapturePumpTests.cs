using Shouldly;
using Tollgate.Configuration;
using Tollgate.Recording;
using Tollgate.Recording.Capture;
using Tollgate.Recording.Journal;
using Tollgate.Tests.Recording.Journal;
using Xunit;

namespace Tollgate.Tests.Recording.Capture;

public sealed class CapturePumpTests
{
    private readonly CapturePolicy _policy = new(new CaptureConfig { MaxBytes = 4096 });

    [Fact]
    public async Task What_is_offered_is_in_the_journal_redacted_and_cut()
    {
        await using var fixture = new JournalFixture();
        var ids = await fixture.AppendAsync(2);
        using var pump = new CapturePump(fixture.Journal.Contents, fixture.Log);
        pump.Offer(Content(ids[0], "{\"q\":\"jane@mail.example\"}", "{\"a\":\"fine\"}"));
        var stream = new ContentCapture(_policy) { Id = ids[1] };
        stream.AddRequest(new byte[] { (byte)'x' });
        stream.AddEvents("data: {\"delta\":\"ja\"}\n\n"u8);
        stream.AddEvents("data: {\"delta\":\"ne@mail.example\"}\n\ndata: [DONE]\n\n"u8);
        stream.AddEvents(new byte[8192]);
        pump.Offer(stream);
        pump.Stop();
        fixture.Journal.Contents.Stop();

        (pump.Kept, pump.Dropped, pump.QueuedBytes).ShouldBe((2, 0, 0));
        using var source = new JournalSource(fixture.Journal.Segments, SinkCursor.Load(fixture.Journal.Folder, "all"));
        var contents = new List<CapturedContent>();
        while (source.Take(1000, 1 << 20) is { } batch && batch.Entries.Count + batch.Contents.Count > 0)
        {
            contents.AddRange(batch.Contents);
            source.Confirm();
        }

        contents.Count.ShouldBe(2);
        var whole = contents.Single(content => content.Id == ids[0]);
        (whole.Request, whole.Response, whole.Chunks.Count, whole.Truncated).ShouldBe(("{\"q\":\"[redacted:email]\"}", "{\"a\":\"fine\"}", 0, false));
        var events = contents.Single(content => content.Id == ids[1]);
        events.Truncated.ShouldBeTrue();
        events.Response.ShouldBeEmpty();
        events.Chunks.Count.ShouldBe(3);
        string.Concat(events.Chunks).ShouldNotContain("mail.example");
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts()
    {
        await using var fixture = new JournalFixture();
        using var pump = new CapturePump(fixture.Journal.Contents, fixture.Log);
        pump.Stop();
        pump.Offer(Content(default, "a", "b"));

        (pump.Kept, pump.Dropped, pump.QueuedBytes).ShouldBe((0, 1, 0));
    }

    [Fact]
    public async Task A_journal_without_room_drops_and_counts()
    {
        await using var fixture = new JournalFixture();
        fixture.Journal.Contents.Stop();
        using var pump = new CapturePump(fixture.Journal.Contents, fixture.Log);
        pump.Offer(Content(default, "a", "b"));
        pump.Stop();

        (pump.Kept, pump.Dropped).ShouldBe((0, 1));
    }

    private ContentCapture Content(RecordId id, string request, string answer)
    {
        var content = new ContentCapture(_policy) { Id = id };
        content.AddRequest(System.Text.Encoding.UTF8.GetBytes(request));
        content.AddAnswer(System.Text.Encoding.UTF8.GetBytes(answer));
        return content;
    }
}
