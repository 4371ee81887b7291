using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Protocol;

/// <summary>Bodies that are passed on while they arrive, and what may happen beside them.</summary>
public sealed class UploadTests
{
    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Form_that_was_passed_on_as_it_came_is_not_sent_to_the_next_candidate(string engine)
    {
        await using var first = ScriptedUpstream.Start(s => s.Json(503, "{\"error\":{\"message\":\"of the first\"}}"));
        await using var second = ScriptedUpstream.Start(s => s.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Provider("one", first.BaseUrl).Provider("two", second.BaseUrl));
        await using var client = await gateway.ConnectAsync();
        var begin = "--b\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
        var end = new string('x', 5_000) + "\r\n--b--\r\n";

        await client.SendAsync(
            $"POST /v1/audio/transcriptions HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ncontent-type: multipart/form-data; boundary=b\r\n"
            + $"content-length: {begin.Length + end.Length}\r\n\r\n{begin}");
        await Eventually.TrueAsync(() => first.Connections == 1);
        await client.SendAsync(end);

        var answer = await client.ReadResponseAsync();
        answer.Status.ShouldBe(503);
        answer["x-tollgate-attempts"].ShouldBe("1");
        answer.BodyText.ShouldContain("of the first");
        second.Connections.ShouldBe(0);
        (await client.ExchangeAsync("GET", "/v1/models", null, gateway.Authorization)).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upstream_that_breaks_off_during_an_upload_is_told_to_the_client(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.BeforeBody().ThenReset());
        await using var gateway = await StartRawAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Head(gateway, 1_000) + "abc");

        (await client.ReadResponseAsync()).ShouldBeError(502, "UPSTREAM_ERROR");
        (await client.ClosedWithinAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        await gateway.StopAsync();
        gateway.Log.ShouldNotContain("exception");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Early_answer_reaches_a_client_that_is_still_sending(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.BeforeBody().Json(413, "{\"error\":{\"message\":\"too much\"}}"));
        await using var gateway = await StartRawAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Head(gateway, 600_000) + new string('a', 100));
        var head = await client.ReadHeadAsync();
        head.Status.ShouldBe(413);
        await client.SendAsync(new string('b', 300_000)); // a reset would destroy the rest of the answer
        await client.ReadBodyAsync(head);

        head.BodyText.ShouldContain("too much");
        (await client.ClosedWithinAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        (await gateway.RecordOfAsync(head)).Flag("cancelled").ShouldNotBe(true);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Upgrade_in_the_middle_of_a_body_makes_no_tunnel(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.BeforeBody().UpgradeEcho());
        await using var gateway = await StartRawAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(Head(gateway, 1_000, "connection: Upgrade\r\nupgrade: websocket\r\n") + "abc");

        (await client.ReadResponseAsync()).ShouldBeError(502, "UPSTREAM_ERROR");
        await gateway.StopAsync();
        gateway.Log.ShouldNotContain("exception");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Refusal_of_a_HEAD_request_has_no_body(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json("{}"));
        await using var gateway = await StartRawAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();
        foreach (var path in (string[])["/nowhere", "/raw/none/x", "/v1/models/none"])
        {
            (await client.ExchangeAsync("HEAD", path, null, gateway.Authorization)).Status.ShouldBe(404, path);
            (await client.ExchangeAsync("GET", "/health", null)).Status.ShouldBe(200, path);
        }
    }

    private static Task<RunningGateway> StartRawAsync(string engine, ScriptedUpstream upstream) =>
        RunningGateway.StartAsync(engine, yaml => yaml.Provider("up", upstream.BaseUrl).Add("raw", $"{{ name: r, base_url: \"{upstream.Origin}\" }}"));

    private static string Head(RunningGateway gateway, int length, string more = "") =>
        $"POST /raw/r/blob HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\n{more}content-length: {length}\r\n\r\n";
}
