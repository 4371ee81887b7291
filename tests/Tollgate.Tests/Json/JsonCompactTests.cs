using System.Text;
using Shouldly;
using Tollgate.Json;
using Xunit;

namespace Tollgate.Tests.Json;

public sealed class JsonCompactTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData(" { \"a b\" : [ 1 ,\r\n\t2 ] } \n", "{\"a b\":[1,2]}")]
    [InlineData("\"a \\\" b\" ", "\"a \\\" b\"")]
    [InlineData("  ", "")]
    public void White_space_goes_but_not_out_of_strings(string json, string expected) =>
        Encoding.UTF8.GetString(JsonCompact.Of(Encoding.UTF8.GetBytes(json)).Span).ShouldBe(expected);

    [Fact]
    public void What_has_none_is_not_copied()
    {
        var json = Encoding.UTF8.GetBytes("{\"a\":\"b c\"}");
        JsonCompact.Of(json).Equals(json).ShouldBeTrue();
    }
}
