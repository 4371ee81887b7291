using Shouldly;
using Xunit;

namespace Tollgate.Tests.Recording.Journal;

public sealed class JournalAllocationTests
{
    [Fact]
    public async Task Appending_a_record_allocates_nothing()
    {
        await using var fixture = new JournalFixture(segmentBytes: 1 << 20, maxBytes: 16 << 20);
        var record = JournalFixture.Record();

        // The least of several rounds: what the runtime does once by itself is not the journal's.
        var allocated = await fixture.OnLoopAsync(() => Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
            {
                fixture.Loop.Append(record, fixture.Loop.NextId(record.StartedUnixMilliseconds), 0);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));

        allocated.ShouldBe(0);
    }
}
