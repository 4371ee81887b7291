using Shouldly;
using Tollgate.FaultTests.Harness;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.FaultTests.Upstreams;

public sealed class Check_13_Failing_upstreams
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_13_Refusal_reset_TLS_failure_and_unknown_name_hand_over_to_the_next_candidate(string engine)
    {
        await using var good = Answering.Always();
        await using var untrusted = ScriptedUpstream.StartTls(s => s.Json("never"));
        await using var plain = ScriptedUpstream.Start(s => s.Json("never"));
        await using var resetting = new TcpFaultProxy(good.Port) { Refuses = true };
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml
            .Provider("refused", $"http://127.0.0.1:{FreePort.Take()}/v1", ("models", (string[])["refused"]))
            .Provider("reset", $"http://127.0.0.1:{resetting.Port}/v1", ("models", (string[])["reset"]), ("retry_unsafe", true))
            .Provider("untrusted", untrusted.BaseUrl, ("models", (string[])["untrusted"]))
            .Provider("plain", $"https://127.0.0.1:{plain.Port}/v1", ("models", (string[])["plain"]))
            .Provider("unknown", "http://no-such-host.invalid/v1", ("models", (string[])["unknown"]))
            .Provider("good", good.BaseUrl, ("models", (string[])["refused", "reset", "untrusted", "plain", "unknown"])));
        foreach (var model in (string[])["refused", "reset", "untrusted", "plain", "unknown"])
        {
            for (var again = 0; again < 3; again++)
            {
                var answer = await host.ChatAsync(Chat.Request(model));

                answer.Status.ShouldBe(200, model);
                answer.BodyText.ShouldBe(Chat.Answer);
                answer["x-tollgate-provider"].ShouldBe("good", model);
                answer["x-tollgate-attempts"].ShouldBe("2", model);
            }
        }

        untrusted.Requests.ShouldBeEmpty();
        plain.Requests.ShouldBeEmpty();
        good.Requests.Count.ShouldBe(15);
        await host.ShouldBeSoundAsync();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_13_Hundred_failures_at_once_each_get_one_answer(string engine)
    {
        await using var good = Answering.Always();
        await using var tls = ScriptedUpstream.StartTls(s => s.Json("never"));
        await using var host = await HostProcess.StartAsync(engine, yaml => yaml.Provider("bad", tls.BaseUrl).Provider("good", good.BaseUrl));

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.ChatAsync()));

        answers.ShouldAllBe(answer => answer.Status == 200 && answer.BodyText == Chat.Answer);
        good.Requests.Count.ShouldBe(100);
        await host.ShouldBeSoundAsync();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_50_Proxy_variables_are_ignored(string engine)
    {
        await using var proxy = ScriptedUpstream.Start(s => s.Json("{\"proxy\":true}"));
        await using var upstream = Answering.Always();
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["NO_PROXY"] = null, ["no_proxy"] = null };
        foreach (var name in (string[])["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"])
        {
            environment[name] = proxy.Origin;
        }

        await using var host = await HostProcess.StartAsync(
            engine,
            yaml => yaml.Provider("up", upstream.BaseUrl).Provider("tls", "https://no-such-host.invalid/v1", ("models", (string[])["tls"])),
            new HostStart { Environment = environment });

        (await host.ChatAsync()).BodyText.ShouldBe(Chat.Answer);
        (await host.ChatAsync(Chat.Request("tls"))).Status.ShouldBe(503);

        upstream.Requests.Count.ShouldBe(1);
        proxy.Connections.ShouldBe(0);
    }
}
