using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_47_Spellings_of_addresses
{
    private static readonly string[] Spellings =
    [
        "http://2852039166/v1", "http://0xa9fea9fe/v1", "http://0251.0376.0251.0376/v1", "http://169.254.43518/v1", "http://169.254.169.254./v1",
        "http://[::ffff:169.254.169.254]/v1", "http://[64:ff9b::a9fe:a9fe]/v1", "http://\u2460\u2465\u2468.254.169.254/v1",
        "http://user:pass@api.example.com/v1", "http://api.example.com@169.254.169.254/v1",
    ];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_47_Forbidden_address_is_refused_however_it_is_spelt(string engine)
    {
        foreach (var url in Spellings)
        {
            await EgressAssertions.ShouldBeRefusedAsync(engine, url);
        }
    }
}
