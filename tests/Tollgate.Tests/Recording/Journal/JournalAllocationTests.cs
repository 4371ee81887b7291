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

        var allocated = await fixture.OnLoopAsync(() =>
        {
            var before = 0L;
            for (var i = 0; i < 200; i++)
            {
                if (i == 100)
                {
                    before = GC.GetAllocatedBytesForCurrentThread();
                }

                fixture.Loop.Append(record, fixture.Loop.NextId(record.StartedUnixMilliseconds), 0);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        allocated.ShouldBe(0);
    }
}
