using Shouldly;
using Tollgate.Storage.Sqlite.Budgets;
using Xunit;

namespace Tollgate.Tests.Storage.Budgets;

public sealed class RecordStreamTests
{
    private const int Schedules = 100_000;

    [Fact]
    public void Takes_each_record_once_in_whatever_order_and_however_often_it_comes()
    {
        var random = new Random(7);
        for (var schedule = 0; schedule < Schedules; schedule++)
        {
            var first = random.Next(4) == 0 ? uint.MaxValue - 5 : (uint)random.Next(1, 10); // the count wraps
            var stream = new RecordStream();
            var oracle = new HashSet<uint>();
            for (var i = 0; i < 24; i++)
            {
                var count = first + (uint)random.Next(0, 16);
                stream.TryTake(count).ShouldBe(oracle.Add(count));
                if (random.Next(8) == 0) { stream = RecordStream.Parse(stream.ToString(), 0); }
            }
        }
    }

    [Fact]
    public void Is_one_range_when_all_came_and_stays_small_when_every_other_one_is_lost()
    {
        var stream = new RecordStream();
        for (var i = 1U; i <= 10_000; i++) { stream.TryTake(i).ShouldBeTrue(); }
        stream.ToString().ShouldBe("1:10000");

        for (var i = 10_002U; i <= 20_000; i += 2) { stream.TryTake(i).ShouldBeTrue(); }
        stream.Ranges.ShouldBe(RecordStream.MaxRanges);
        stream.TryTake(20_000).ShouldBeFalse();
        stream.TryTake(19_999).ShouldBeTrue("late, not lost");
        stream.TryTake(10_001).ShouldBeFalse("given up");
    }
}
