using Shouldly;
using Tollgate.Listening;
using Tollgate.Loops;
using Xunit;

namespace Tollgate.Tests.Listening;

public sealed class ConnectionCapTests
{
    [Theory]
    [InlineData(1_024, 0, 384)]
    [InlineData(1_024, 16, 288)]
    [InlineData(20_000, 2, 9_860)]
    [InlineData(100, 2, 64)]
    [InlineData(1_048_576, 2, 50_000)]
    [InlineData(long.MaxValue, 2, 50_000)]
    public void Limit_follows_from_the_descriptors_of_the_process(long descriptors, int loops, int limit) =>
        ConnectionCap.ByDescriptors(descriptors, loops).ShouldBe(limit);

    [Fact]
    public void Configured_limit_goes_before_the_descriptors() => ConnectionCap.Of(7, 2).Limit.ShouldBe(7);

    [Fact]
    public void System_tells_its_limit() => DescriptorLimit.Current.ShouldBeGreaterThan(0);

    [Fact]
    public void One_over_the_limit_is_refused_and_counted_until_another_leaves()
    {
        var cap = new ConnectionCap(2);

        cap.TryEnter().ShouldBeTrue();
        cap.TryEnter().ShouldBeTrue();
        cap.TryEnter().ShouldBeFalse();
        cap.Refused.ShouldBe(1);
        cap.Leave();
        cap.TryEnter().ShouldBeTrue();
    }
}
