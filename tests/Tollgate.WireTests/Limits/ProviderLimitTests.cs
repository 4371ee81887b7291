using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Limits;

public sealed class ProviderLimitTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_provider_without_room_is_passed_over_and_only_when_none_has_any_is_the_client_told(string engine)
    {
        await using var small = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var large = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("small", small.BaseUrl, ("rpm", 2)).Provider("large", large.BaseUrl, ("rpm", 3)));
        for (var i = 0; i < 5; i++)
        {
            (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
        }

        small.Requests.Count.ShouldBe(2);
        large.Requests.Count.ShouldBe(3);
        var refused = await gateway.ChatAsync(Chat.Request());
        refused.ShouldBeError(429, "RATE_LIMIT_EXCEEDED");
        refused.BodyText.ShouldContain("for a provider");
        int.Parse(refused["retry-after"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 20, "the larger one has room again first");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_failed_attempt_keeps_no_tokens_of_its_provider(string engine)
    {
        await using var failing = ScriptedUpstream.Start(s => s.Json(500, "{}"), s => s.Json(Chat.Answer));
        await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("failing", failing.BaseUrl, ("tpm", 1000)).Provider("good", good.BaseUrl));
        var request = Chat.Request().Replace("{\"model\"", "{\"max_tokens\":900,\"model\"", StringComparison.Ordinal);
        (await gateway.ChatAsync(request)).Status.ShouldBe(200);
        good.Requests.Count.ShouldBe(1);
        (await gateway.ChatAsync(request)).Status.ShouldBe(200);
        failing.Requests.Count.ShouldBe(2);
    }
}
