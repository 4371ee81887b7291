using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;
using static Tollgate.WireTests.Realtime.LiveRig;

namespace Tollgate.WireTests.Realtime;

/// <summary>Live sessions that may not begin or may not go on: the WebSocket's close says why.</summary>
public sealed class LiveRefusalTests
{
    private const string Narrow = "sk-live-narrow-0001";

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_may_not_begin_never_reaches_the_provider(string engine)
    {
        await using var server = Serving([]);
        await using var gateway = await StartAsync(engine, server, yaml => yaml
            .Add("providers", "{ name: demo, kind: demo }")
            .Key("narrow", Narrow, ("models", (string[])["live-2"]), ("passthrough", false)));

        await ClosedWithAsync("live-1", Narrow, 1008, "FORBIDDEN");
        await ClosedWithAsync("nobody-has-this", null, 1008, "MODEL_NOT_FOUND");
        await ClosedWithAsync("demo", null, 1008, "NOT_IMPLEMENTED");
        await ClosedWithAsync("", null, 1007, "VALIDATION_ERROR");
        await ClosedWithAsync("""live-1","model":"live-2""", null, 1007, "VALIDATION_ERROR");
        server.Heads.ShouldBeEmpty();

        async Task ClosedWithAsync(string model, string? key, int code, string reason)
        {
            using var client = await OpenAsync(gateway, "no-" + code, model, key: key);
            var closed = await ClosedAsync(client);
            closed.Code.ShouldBe(code, closed.Reason);
            closed.Reason.ShouldStartWith(reason + ": ");
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_opens_no_session_is_answered_with_a_status(string engine)
    {
        await using var server = Serving([]);
        await using var gateway = await StartAsync(engine, server);

        (await gateway.ExchangeAsync("GET", Address, null)).Status.ShouldBe(400);
        (await gateway.ExchangeAsync("GET", Address, null, "connection: Upgrade", "upgrade: websocket", "sec-websocket-version: 8", "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==")).Status.ShouldBe(400);
        (await gateway.ExchangeAsync("POST", Address, "{}")).Status.ShouldBe(404);
        (await gateway.ExchangeAsync("GET", "//ws/other", null)).Status.ShouldBe(400);
        await using var stranger = await gateway.ConnectAsync();
        await stranger.SendAsync($"GET {Address}?key=sk-wrong HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        (await stranger.ReadHeadAsync("GET")).Status.ShouldBe(401);
        server.Heads.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_provider_that_opens_no_session_is_told_of_by_the_close(string engine)
    {
        await using var server = Serving([]);
        server.Refusal = 403;
        await using var gateway = await StartAsync(engine, server);
        using (var client = await OpenAsync(gateway, "live-d"))
        {
            (await ClosedAsync(client)).ShouldBe((1008, "UPSTREAM_ERROR: the provider answered with status 403."));
        }

        var record = await gateway.AccessLog.RecordAsync("live-d");
        record.Status.ShouldBe(403);
        record.ErrorCode.ShouldBe("UPSTREAM_ERROR");
        await Eventually.TrueAsync(() => server.OpenConnections == 0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_session_that_uses_a_limit_up_is_closed_after_the_answer_and_another_does_not_begin(string engine)
    {
        await using var server = Serving([Sound, FirstTurn]);
        await using var gateway = await StartAsync(engine, server, yaml =>
            yaml.Add("limits", "{ name: tpm, scope: model, metric: tokens, limit: 100, per: 1h, algorithm: fixed_window }"));
        using (var client = await OpenAsync(gateway, "live-e"))
        {
            (await ReadAsync(client)).Text.ShouldBe(Ready);
            await SendAsync(client, """{"realtimeInput":{"text":"goOn"}}""");
            (await ReadAsync(client)).Text.ShouldBe(Sound);
            (await ReadAsync(client)).Text.ShouldBe(FirstTurn);
            (await ClosedAsync(client)).ShouldBe((1008, "RATE_LIMIT_EXCEEDED"));
        }

        (await RealtimeRig.RecordsAsync(gateway, "live-e", parts: 1)).Session.ErrorCode.ShouldBe("RATE_LIMIT_EXCEEDED");
        using var other = await OpenAsync(gateway, "live-f");
        var (code, reason) = await ClosedAsync(other);
        code.ShouldBe(1008);
        reason.ShouldStartWith("RATE_LIMIT_EXCEEDED: ");
        server.Heads.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_client_that_leaves_before_its_setup_takes_nothing_with_it(string engine)
    {
        await using var server = Serving([]);
        await using var gateway = await StartAsync(engine, server);
        await using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync($"GET {Address}?key={gateway.Key} HTTP/1.1\r\nhost: a\r\nx-request-id: left-1\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            var head = await client.ReadHeadAsync("GET");
            head.Status.ShouldBe(101);
            head.Headers["sec-websocket-accept"].ShouldBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "RFC 6455 1.3");
            await client.SendAsync((byte[])[0x81, 0xFE, 0x10]);
        }

        (await gateway.AccessLog.RecordAsync("left-1")).ErrorCode.ShouldBe("CLIENT_CANCEL");
        server.Heads.ShouldBeEmpty();
    }
}
