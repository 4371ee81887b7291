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

    [Theory]
    [InlineData(0, 448, null)]
    [InlineData(168, 448, null)]
    [InlineData(169, 448, "server.max_connections is 169, but this process may open 448 descriptors only, which is enough for 168 clients.")]
    [InlineData(64, 100, null)]
    [InlineData(10_000_000, long.MaxValue, null)]
    public void More_connections_than_descriptors_are_a_problem(int configured, long descriptors, string? problem) =>
        ConnectionCap.Problem(configured, descriptors, loops: 2)?.Split(" Raise")[0].ShouldBe(problem);

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
