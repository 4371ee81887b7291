using System.Text;
using Shouldly;
using Tollgate.Keys;
using Xunit;

namespace Tollgate.Tests.Keys;

public sealed class ModelPolicyTests
{
    [Theory]
    [InlineData("gpt-4o", true)]
    [InlineData("gpt-4o-mini", false)]
    [InlineData("GPT-4o", false)]
    [InlineData("qwen3-14b", true)]
    [InlineData("qwen", true)]
    [InlineData("qwe", false)]
    [InlineData("o1", true)]
    [InlineData("", false)]
    [InlineData("*", false)]
    public void Exact_names_and_prefixes_are_allowed_and_nothing_else(string model, bool allowed) =>
        new ModelPolicy(["o1", "gpt-4o", "claude-x", "qwen*"]).Allows(Encoding.UTF8.GetBytes(model)).ShouldBe(allowed);

    [Fact]
    public void A_lone_star_allows_everything_and_an_empty_list_nothing()
    {
        ModelPolicy.All.Allows("anything"u8).ShouldBeTrue();
        ModelPolicy.All.Allows(default).ShouldBeTrue();
        new ModelPolicy([]).Allows("anything"u8).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a*b")]
    [InlineData("*a")]
    [InlineData("a**")]
    public void A_star_elsewhere_is_refused(string pattern)
    {
        ModelPolicy.IsValidPattern(pattern).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new ModelPolicy([pattern]));
    }
}
