using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_26_Large_bodies
{
    private const int Cap = 1024 * 1024;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_26_Declared_body_over_the_cap_is_413_after_the_headers(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, Capped(upstream));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(
            $"POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ncontent-type: application/json\r\ncontent-length: 67108864\r\n\r\n");
        var answer = await client.ReadResponseAsync();

        answer.ShouldBeError(413, "BODY_TOO_LARGE");
        answer.KeepsConnection.ShouldBeFalse();
        upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_26_Chunked_body_is_cut_at_the_cap(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, Capped(upstream));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(
            $"POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
        var chunk = WireChunk.Bytes(new byte[64 * 1024]);
        var reading = client.ReadResponseAsync();
        for (var sent = 0; sent < 64 * Cap && !reading.IsCompleted; sent += 64 * 1024)
        {
            try
            {
                await client.SendAsync(chunk);
            }
            catch (IOException)
            {
                break;
            }
        }

        (await reading).ShouldBeError(413, "BODY_TOO_LARGE");
        upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_26_Chunked_body_without_an_end_is_answered_after_64_KiB_over_the_cap_and_its_memory_returned(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, Capped(upstream));
        await using var client = await gateway.ConnectAsync();

        await client.SendAsync(
            $"POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n");
        await client.SendAsync(WireChunk.Bytes(new byte[Cap + (64 * 1024) + 1]));
        var answer = await client.ReadResponseAsync();

        answer.ShouldBeError(413, "BODY_TOO_LARGE");
        answer.KeepsConnection.ShouldBeFalse();
        (await client.ClosedWithinAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        (await Eventually.BecomesTrueAsync(
            async () => (await gateway.MetricsAsync()).Sum("tollgate_body_memory_bytes") == 0, TimeSpan.FromSeconds(10))).ShouldBeTrue();
        upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_26_Bodies_over_the_memory_of_all_together_are_503_and_hurt_nobody_else(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, yaml => yaml
            .Set("server", "max_body_bytes", Cap)
            .Set("server", "body_memory_bytes", 2 * Cap)
            .Provider("up", upstream.BaseUrl));
        var half = new List<RawClient>();
        try
        {
            RawResponse? refused = null;
            for (var number = 0; number < 4 && refused is null; number++)
            {
                var client = await gateway.ConnectAsync();
                half.Add(client);
                await client.SendAsync(
                    $"POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\n{gateway.Authorization}\r\ncontent-type: application/json\r\ncontent-length: {Cap}\r\n\r\n{{");
                if (!await ReservedAsync(gateway, number + 1))
                {
                    refused = await client.ReadResponseAsync();
                }
            }

            refused.ShouldNotBeNull().ShouldBeError(503, "GATEWAY_OVERLOADED");
            refused["retry-after"].ShouldNotBeNull();
            (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
        }
        finally
        {
            foreach (var client in half)
            {
                await client.DisposeAsync();
            }
        }
    }

    /// <summary>Waits until a body of the cap's size more is held; false when it was refused instead.</summary>
    private static async Task<bool> ReservedAsync(RunningGateway gateway, int bodies)
    {
        MetricsPage page = await gateway.MetricsAsync();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                page = await gateway.MetricsAsync();
                return page.Sum("tollgate_body_memory_bytes") >= bodies * (double)Cap || page.Sum("llm_requests_total", ("status", "503")) > 0;
            },
            TimeSpan.FromSeconds(10));
        return page.Sum("tollgate_body_memory_bytes") >= bodies * (double)Cap;
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_26_Body_of_exactly_the_cap_passes(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, Capped(upstream));
        var empty = Chat.Request(content: "");
        var body = Chat.Request(content: new string('a', Cap - empty.Length));

        body.Length.ShouldBe(Cap);
        (await gateway.ChatAsync(body)).Status.ShouldBe(200);
        upstream.LastRequest.BodyText.ShouldBe(body);
        (await gateway.ChatAsync(body + " ")).ShouldBeError(413, "BODY_TOO_LARGE");
    }

    private static Action<GatewayYaml> Capped(ScriptedUpstream upstream) =>
        yaml => yaml.Set("server", "max_body_bytes", Cap).Provider("up", upstream.BaseUrl);
}
