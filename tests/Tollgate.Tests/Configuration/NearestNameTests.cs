using Shouldly;
using Tollgate.Configuration;
using Xunit;

namespace Tollgate.Tests.Configuration;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("api_kee", "api_key")]
    [InlineData("API_KEY", "api_key")]
    [InlineData("baseurl", "base_url")]
    [InlineData("model", "models")]
    [InlineData("x", null)]
    [InlineData("completely_other", null)]
    public void It_is_the_name_that_was_meant_or_none(string wrong, string? meant) =>
        NearestName.Find(wrong, ["api_key", "base_url", "models", "kind"]).ShouldBe(meant);
}
