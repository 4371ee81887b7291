using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Attempts;

/// <summary>TLS to the upstream, in a process of its own, since trust comes from its environment.</summary>
public sealed class TlsUpstreamTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upstream_with_a_trusted_certificate_is_served_and_one_with_another_name_is_not(string engine)
    {
        using var folder = new TempFolder();
        await using var upstream = ScriptedUpstream.StartTls(
            s => s.Json(Chat.Answer),
            s => s.Event(Chat.Delta("Hel")).Done(),
            s => s.Event(Chat.Delta("Hel")).ThenClose(),
            s => s.Json(Chat.Answer));
        folder.Write("roots.pem", upstream.Certificate!.ExportCertificatePem());
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = folder.File("roots.pem") };
        await using var gateway = await RunningGateway.StartAsync(
            engine,
            yaml => yaml.Set("server", "loops", 1)
                .Provider("up", upstream.BaseUrl)
                .Provider("misnamed", $"https://ip6-localhost:{upstream.Port}/v1", ("models", (string[])["misnamed"])),
            ProcessGateway.With(environment));

        (await gateway.ChatAsync(Chat.Request(content: new string('t', 50_000)))).BodyText.ShouldBe(Chat.Answer);
        (await gateway.ChatAsync(Chat.Request(stream: true))).BodyText.ShouldBe($"data: {Chat.Delta("Hel")}\n\ndata: [DONE]\n\n");
        upstream.Connections.ShouldBe(1, "a TLS connection is kept alive too");
        (await gateway.ChatAsync(Chat.Request(stream: true))).ShouldEndInErrorEvent("UPSTREAM_ERROR");
        (await gateway.ChatAsync(Chat.Request())).BodyText.ShouldBe(Chat.Answer);
        (await gateway.ChatAsync(Chat.Request("misnamed"))).ShouldBeError(503, "UPSTREAM_UNAVAILABLE");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Connection_with_data_behind_the_answer_is_not_used_again(string engine)
    {
        using var folder = new TempFolder();
        var go = new TaskCompletionSource();
        var said = new TaskCompletionSource();
        var answer = $"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Chat.Answer.Length}\r\n\r\n{Chat.Answer}";
        await using var upstream = ScriptedUpstream.StartTls(
            s => s.Json(Chat.Answer),
            s => s.Say(answer).WaitFor(go.Task).Say(answer.Replace("Hello there", "Not for you", StringComparison.Ordinal))
                .Decide(_ =>
                {
                    said.SetResult();
                    return new UpstreamScript();
                }),
            s => s.Json(Chat.Answer));
        folder.Write("roots.pem", upstream.Certificate!.ExportCertificatePem());
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = folder.File("roots.pem") };
        await using var gateway = await RunningGateway.StartAsync(
            engine, yaml => yaml.Set("server", "loops", 1).Provider("up", upstream.BaseUrl), ProcessGateway.With(environment));

        (await gateway.ChatAsync(Chat.Request())).BodyText.ShouldBe(Chat.Answer);
        (await gateway.ChatAsync(Chat.Request())).BodyText.ShouldBe(Chat.Answer);
        upstream.Connections.ShouldBe(1);
        go.SetResult();
        await said.Task;
        (await gateway.ChatAsync(Chat.Request())).BodyText.ShouldBe(Chat.Answer);
        upstream.Connections.ShouldBe(2);
    }
}
