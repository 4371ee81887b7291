using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_15_Retries
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_15_Request_that_broke_after_it_was_sent_is_not_sent_again(string engine)
    {
        await using var dying = ScriptedUpstream.Start(s => s.ThenReset());
        await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("dying", dying.BaseUrl).Provider("good", good.BaseUrl));

        (await gateway.ChatAsync(Chat.Request())).ShouldBeError(502, "UPSTREAM_ERROR");

        dying.Requests.Count.ShouldBe(1);
        good.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_15_Fleet_that_fails_gets_a_fifth_more_requests_than_clients_sent_and_no_more(string engine)
    {
        const int Requests = 300;
        await using var failing = ScriptedUpstream.Start(s => s.Json(500, "{\"error\":{\"message\":\"no\"}}"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml =>
        {
            foreach (var name in (string[])["a", "b", "c", "d"])
            {
                yaml.Provider(name, failing.BaseUrl, ("breaker", new Dictionary<string, object>(StringComparer.Ordinal) { ["enabled"] = false }));
            }
        });

        for (var sent = 0; sent < Requests; sent += 20)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.ChatAsync(Chat.Request())));
            answers.ShouldAllBe(answer => answer.Status == 500);
            answers.ShouldAllBe(answer => int.Parse(answer["x-tollgate-attempts"]!, System.Globalization.CultureInfo.InvariantCulture) <= 3);
        }

        failing.Requests.Count.ShouldBeGreaterThan(Requests);
        failing.Requests.Count.ShouldBeLessThanOrEqualTo(Requests * 12 / 10);
        var metrics = await gateway.MetricsAsync();
        metrics.Sum("tollgate_retries_total").ShouldBe(failing.Requests.Count - Requests);
        metrics.Sum("tollgate_retries_refused_total").ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_15_Model_may_have_the_same_target_asked_again_and_no_more_than_three_times_in_all(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(
            s => s.Json(500, "{}"), s => s.Json(502, "{}"), s => s.Json(Chat.Answer), s => s.Json(500, "{\"error\":{\"message\":\"still\"}}"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .SetRaw("routing", "same_target_retries", "2").SetRaw("routing", "backoff_ms", "1").Provider("up", upstream.BaseUrl));

        var answer = await gateway.ChatAsync(Chat.Request());
        answer.BodyText.ShouldBe(Chat.Answer);
        answer["x-tollgate-attempts"].ShouldBe("3");

        answer = await gateway.ChatAsync(Chat.Request());
        answer.Status.ShouldBe(500);
        answer["x-tollgate-attempts"].ShouldBe("3");
        upstream.Requests.Count.ShouldBe(6);
    }
}
