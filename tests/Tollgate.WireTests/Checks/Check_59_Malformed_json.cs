using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_59_Malformed_json
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static readonly (string Name, byte[] Body)[] Bodies =
    [
        ("invalid UTF-8", [.. "{\"model\":\"m"u8, 0xC3, 0x28, .. "\",\"messages\":[{}]}"u8]),
        ("overlong UTF-8", [.. "{\"model\":\"m"u8, 0xC0, 0x80, .. "\",\"messages\":[{}]}"u8]),
        ("UTF-8 surrogate", [.. "{\"model\":\"m"u8, 0xED, 0xA0, 0x80, .. "\",\"messages\":[{}]}"u8]),
        Row("lone surrogate escape", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}"),
        Row("NUL in a string", "{\"model\":\"m\0\"," + Messages + "}"),
        Row("deep", "{\"model\":\"m\",\"messages\":" + new string('[', 10_000) + new string(']', 10_000) + "}"),
        Row("model twice", "{\"model\":\"m\",\"model\":\"n\"," + Messages + "}"),
        Row("stream twice", "{\"model\":\"m\",\"stream\":true,\"stream\":false," + Messages + "}"),
        Row("key of a megabyte", "{\"" + new string('k', 1024 * 1024) + "\":1,\"model\":\"m\"," + Messages + "}"),
        Row("infinite number", "{\"model\":\"m\",\"temperature\":1e999," + Messages + "}"),
        Row("trailing bytes", "{\"model\":\"m\"," + Messages + "} x"),
        Row("two values", "{\"model\":\"m\"," + Messages + "}{}"),
        Row("trailing comma", "{\"model\":\"m\"," + Messages + ",}"),
        Row("single quotes", "{'model':'m'}"),
        Row("comment", "{/* */\"model\":\"m\"," + Messages + "}"),
        Row("bare word", "{\"model\":\"m\",\"x\":NaN," + Messages + "}"),
        Row("bad escape", "{\"model\":\"m\\x\"," + Messages + "}"),
        Row("leading zero", "{\"model\":\"m\",\"n\":01," + Messages + "}"),
        Row("cut off", "{\"model\":\"m\"," + Messages),
        Row("array", "[]"),
        Row("null", "null"),
        Row("empty", ""),
        Row("white space", "   "),
        Row("model missing", "{" + Messages + "}"),
        Row("model is a number", "{\"model\":1," + Messages + "}"),
        Row("model is empty", "{\"model\":\"\"," + Messages + "}"),
        Row("messages empty", "{\"model\":\"m\",\"messages\":[]}"),
        Row("messages is a string", "{\"model\":\"m\",\"messages\":\"Hi\"}"),
        Row("stream is a string", "{\"model\":\"m\",\"stream\":\"yes\"," + Messages + "}"),
        Row("max_tokens is a string", "{\"model\":\"m\",\"max_tokens\":\"5\"," + Messages + "}"),
    ];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_59_Malformed_json_is_400_in_the_dialect_and_never_reaches_the_upstream(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();
        foreach (var (name, body) in Bodies)
        {
            await client.SendAsync(RawRequest.Bytes("POST", "/v1/chat/completions", body, gateway.Authorization));
            var answer = await client.ReadResponseAsync();

            answer.Status.ShouldBe(400, name);
            answer.ShouldBeError(400, "VALIDATION_ERROR");
            answer.KeepsConnection.ShouldBeTrue(name);
        }

        upstream.Connections.ShouldBe(0);
        (await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(), gateway.Authorization)).Status.ShouldBe(200);
        (await gateway.MetricsAsync()).Sum("llm_requests_total", ("status", "500")).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_59_Message_names_the_field(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Json(Chat.Answer));
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        (string Field, string Body)[] rows =
        [
            ("messages", "{\"model\":\"m\",\"messages\":[]}"),
            ("model", "{" + Messages + "}"),
            ("stream", "{\"model\":\"m\",\"stream\":\"yes\"," + Messages + "}"),
            ("max_tokens", "{\"model\":\"m\",\"max_tokens\":\"5\"," + Messages + "}"),
        ];
        foreach (var (field, body) in rows)
        {
            (await gateway.ChatAsync(body)).BodyText.ShouldContain(field);
        }
    }

    private static (string Name, byte[] Body) Row(string name, string body) => (name, System.Text.Encoding.UTF8.GetBytes(body));
}
