using System.Text;
using Shouldly;
using Tollgate.Metering;
using Xunit;

namespace Tollgate.Tests.Metering;

public sealed class SearchUnitsTapTests
{
    [Theory]
    [InlineData("""{"id":"a","results":[{"index":0,"relevance_score":0.9}],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":3}}}""", 3)]
    [InlineData("""{"meta":{"billed_units":{"search_units" : 12 }}}""", 12)]
    [InlineData("""{"meta":{"billed_units":{"search_units":2.0}}}""", 2)]
    [InlineData("""{"results":[{"document":{"text":"\"search_units\": 9"}}],"meta":{"billed_units":{"search_units":1}}}""", 1)]
    [InlineData("""{"text":"x\\","search_units":4}""", 4)]
    [InlineData("""{"a":"search_units","b":7,"search_units":null,"my_search_units":8,"search_units_":9}""", 0)]
    [InlineData("""{"search_units":-5}""", 0)]
    [InlineData("""{"search_units":99999999999999999999999999}""", 1_000_000_000)]
    [InlineData("""{"search_units"search_units":6}""", 0)]
    [InlineData("", 0)]
    public void Units_are_found_wherever_reads_cut(string json, long units)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var size = 1; size <= bytes.Length + 1; size++)
        {
            var tap = new SearchUnitsTap();
            for (var at = 0; at < bytes.Length; at += size)
            {
                tap.Observe(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
            }

            tap.Units.ShouldBe(units);
        }
    }
}
