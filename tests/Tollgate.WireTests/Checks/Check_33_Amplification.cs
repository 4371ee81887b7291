using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_33_Amplification
{
    private const int InputBytes = 512 * 1024;

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_33_Hostile_bodies_are_refused_or_served_in_linear_time(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        var dashes = new string('-', InputBytes);
        (string Name, string Target, string Type, string Body, int[] Statuses)[] inputs =
        [
            ("deep array", "/v1/chat/completions", "application/json", new string('[', InputBytes), [400]),
            ("deep object", "/v1/chat/completions", "application/json", Repeat("{\"a\":"), [400]),
            ("one long string", "/v1/chat/completions", "application/json", Chat.Request(content: new string('a', InputBytes)), [200]),
            ("only escapes", "/v1/chat/completions", "application/json", Chat.Request(content: new string('"', InputBytes / 6)), [200]),
            ("open string", "/v1/chat/completions", "application/json", "{\"model\":\"" + new string('a', InputBytes), [400]),
            ("white space", "/v1/chat/completions", "application/json", new string(' ', InputBytes), [400]),
            ("many keys", "/v1/chat/completions", "application/json", "{" + Repeat("\"a\":1,") + "\"model\":\"m\",\"messages\":[{}]}", [200, 400]),
            ("digits", "/v1/chat/completions", "application/json", "{\"model\":" + new string('9', InputBytes) + "}", [400]),
            ("boundary of 200 dashes", "/v1/audio/transcriptions", "multipart/form-data; boundary=" + dashes[..200], dashes, [400]),
            ("dashes behind a boundary of dashes", "/v1/audio/transcriptions", "multipart/form-data; boundary=" + dashes[..70], dashes, [200, 400]),
            ("no end of the part's head", "/v1/audio/transcriptions", "multipart/form-data; boundary=b", "--b\r\n" + Repeat("x: y\r\n"), [400]),
            ("multipart without a boundary", "/v1/audio/transcriptions", "multipart/form-data", "--b\r\n", [400]),
        ];
        foreach (var (name, target, type, body, statuses) in inputs)
        {
            var answer = await gateway.ExchangeAsync("POST", target, body, "content-type: " + type);

            statuses.ShouldContain(answer.Status, $"{name}: {answer}");
            if (answer.Status == 400)
            {
                answer.ShouldBeError(400, "VALIDATION_ERROR");
            }
        }

        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_33_Many_connections_with_half_a_request_cost_little_and_hinder_nobody(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        var half = new List<RawClient>();
        for (var number = 0; number < 300; number++)
        {
            var client = await gateway.ConnectAsync();
            half.Add(client);
            await client.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-le");
        }

        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
        foreach (var client in half)
        {
            client.Reset();
        }

        (await gateway.ChatAsync(Chat.Request())).Status.ShouldBe(200);
    }

    private static string Repeat(string piece) => string.Concat(Enumerable.Repeat(piece, InputBytes / piece.Length));
}
