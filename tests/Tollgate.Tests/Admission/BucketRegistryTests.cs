using Shouldly;
using Tollgate.Admission;
using Xunit;

namespace Tollgate.Tests.Admission;

public sealed class BucketRegistryTests
{
    [Fact]
    public void A_bucket_outlives_the_snapshot_that_asked_for_it()
    {
        var registry = new BucketRegistry(TimeProvider.System);
        var first = registry.GetOrAdd("key:ci", RateRule.PerMinute(10));

        registry.GetOrAdd("key:ci", RateRule.PerMinute(10)).ShouldBeSameAs(first);
        registry.GetOrAdd("key:ci", RateRule.PerMinute(11)).ShouldNotBeSameAs(first);
        registry.GetOrAdd("key:other", RateRule.PerMinute(10)).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void Buckets_that_no_snapshot_uses_are_forgotten()
    {
        var registry = new BucketRegistry(TimeProvider.System);
        var kept = registry.GetOrAdd("key:a", RateRule.PerMinute(10));
        registry.GetOrAdd("key:b", RateRule.PerMinute(10));

        registry.Retain(new HashSet<TokenBucket> { kept });

        registry.Count.ShouldBe(1);
        registry.GetOrAdd("key:a", RateRule.PerMinute(10)).ShouldBeSameAs(kept);
    }
}
