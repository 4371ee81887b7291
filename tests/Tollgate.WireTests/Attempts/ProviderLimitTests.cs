using System.Globalization;
using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Attempts;

/// <summary>Providers that may have so many requests a minute.</summary>
public sealed class ProviderLimitTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Provider_at_its_limit_is_passed_by_and_429_says_when_the_first_of_all_has_room(string engine)
    {
        await using var one = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var two = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("one", one.BaseUrl, ("rpm", 1)).Provider("two", two.BaseUrl, ("rpm", 1)));

        (await gateway.ChatAsync(Chat.Request()))["x-tollgate-provider"].ShouldBe("one");
        var second = await gateway.ChatAsync(Chat.Request());
        var third = await gateway.ChatAsync(Chat.Request());

        second["x-tollgate-provider"].ShouldBe("two");
        second["x-tollgate-attempts"].ShouldBe("1");
        third.ShouldBeError(429, "RATE_LIMIT_EXCEEDED");
        int.Parse(third["retry-after"]!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        (one.Requests.Count, two.Requests.Count).ShouldBe((1, 1));
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Clients_are_not_told_how_the_limits_of_a_provider_that_was_passed_by_stand(string engine)
    {
        await using var one = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var two = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("one", one.BaseUrl, ("rpm", 1)).Provider("two", two.BaseUrl, ("rpm", 5)));
        await gateway.ChatAsync(Chat.Request());

        var passedBy = await gateway.ChatAsync(Chat.Request());

        passedBy["x-tollgate-provider"].ShouldBe("two");
        passedBy["x-ratelimit-limit-requests"].ShouldBeNull();
        passedBy["ratelimit-remaining"].ShouldBeNull();
    }
}
