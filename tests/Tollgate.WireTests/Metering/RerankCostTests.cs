using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Metering;

/// <summary>Reranks are sold by search units: what the answer reports, in either client's shape.</summary>
public sealed class RerankCostTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_rerank_costs_what_its_search_units_cost(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(static s => s.Decide(static request => new UpstreamScript().Json(
            """{"id":"r1","results":[{"index":1,"relevance_score":0.9}],"meta":{"billed_units":@}}""".Replace(
                "@", request.BodyText.Contains("silent", StringComparison.Ordinal) ? "{}" : "{\"search_units\":3}", StringComparison.Ordinal))));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("up", upstream.BaseUrl, ("kind", "cohere"), ("models", (string[])["m"])).Add("prices", "{ model: m, per_search_unit: 0.002 }"));

        foreach (var path in (string[])["/v1/rerank", "/v2/rerank"])
        {
            var answer = await gateway.ExchangeAsync("POST", path, """{"model":"m","query":"q","documents":["a","b"]}""");
            answer["x-tollgate-cost-nanousd"].ShouldBe("6000000", answer.ToString());
            var record = await gateway.RecordOfAsync(answer);
            record.Number("cost_nanousd").ShouldBe(6_000_000);
            record.Flag("estimated").ShouldBe(true, "its tokens were counted here");

            var silent = await gateway.ExchangeAsync("POST", path, """{"model":"m","query":"silent","documents":["a","b"]}""");
            silent["x-tollgate-cost-nanousd"].ShouldBe("2000000");
        }
    }
}
