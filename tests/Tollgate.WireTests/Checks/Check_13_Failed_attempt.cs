using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_13_Failed_attempt
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_13_Upstream_that_refuses_resets_or_fails_tls_or_dns_hands_over_to_the_next_candidate(string engine)
    {
        await using var good = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var tls = ScriptedUpstream.StartTls(s => s.Json("never"));
        await using var resetting = new TcpFaultProxy(good.Port) { Refuses = true };
        (string Fault, string BaseUrl)[] bad =
        [
            ("refused", $"http://127.0.0.1:{FreePort.Take()}/v1"),
            ("reset", $"http://127.0.0.1:{resetting.Port}/v1"),
            ("tls", tls.BaseUrl),
            ("dns", "http://no-such-host.invalid/v1"),
        ];
        foreach (var (fault, baseUrl) in bad)
        {
            await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
                .Provider("bad", baseUrl, ("retry_unsafe", true))
                .Provider("good", good.BaseUrl));

            var answer = await gateway.ChatAsync(Chat.Request());

            answer.Status.ShouldBe(200, fault);
            answer.BodyText.ShouldBe(Chat.Answer);
            answer["x-tollgate-provider"].ShouldBe("good");
            answer["x-tollgate-attempts"].ShouldBe("2");
            (await gateway.RecordOfAsync(answer)).Attempts.ShouldBe(2, fault);
        }

        tls.Requests.ShouldBeEmpty();
        good.Requests.Count.ShouldBe(bad.Length);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_13_Only_upstream_that_refuses_is_503_unavailable(string engine)
    {
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml.Provider("bad", $"http://127.0.0.1:{FreePort.Take()}/v1"));

        var answer = await gateway.ChatAsync(Chat.Request());

        answer.ShouldBeError(503, "UPSTREAM_UNAVAILABLE");
        answer.BodyText.ShouldContain("unavailable");
        var record = await gateway.RecordOfAsync(answer);
        record.ErrorClass.ShouldBe("upstream_unreachable");
        record.ErrorCode.ShouldBe("UPSTREAM_UNAVAILABLE");
    }
}
