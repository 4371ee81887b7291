using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Routing;

/// <summary>Requests go only where they can be served.</summary>
public sealed class CapabilityTests
{
    private const string Picture =
        """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type": "image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""";

    private const string Tools =
        """{"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]}""";

    private const string Schema =
        """{"model":"m","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object"}}}}""";

    private static readonly Action<UpstreamScript> Good = s => s.Json(Chat.Answer);

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_a_target_lacks_goes_to_the_next_and_all_else_to_the_first(string engine)
    {
        await using var fleet = await Fleet.StartAsync(
            engine,
            "targets: [{ provider: t0, capabilities: { vision: false, tools: false, json_schema: false, context: 2000, max_output: 100 } }, { provider: t1 }]",
            Good,
            Good);
        var lengthy = Chat.Request(content: string.Join(' ', Enumerable.Range(0, 4000)));
        foreach (var (body, expected) in ((string, string)[])
            [
                (Chat.Request(), "t0"), (Picture, "t1"), (Tools, "t1"), (Schema, "t1"), (lengthy, "t1"),
                (Chat.Request(content: "\"type\":\"image_url\" is a text"), "t0"),
                (Tools.Replace("[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]", "[ ]", StringComparison.Ordinal), "t0"),
                ("""{"model":"m","max_tokens":101,"messages":[{"role":"user","content":"Hi"}]}""", "t1"),
            ])
        {
            (await fleet.Gateway.ChatAsync(body))["x-tollgate-provider"].ShouldBe(expected, body[..Math.Min(200, body.Length)]);
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Where_nobody_can_the_client_reads_what_is_missing(string engine)
    {
        await using var fleet = await Fleet.StartAsync(
            engine, "targets: [{ provider: t0, capabilities: { vision: false, max_output: 10 } }]", Good);
        var picture = await fleet.Gateway.ChatAsync(Picture);
        picture.ShouldBeError(400, "VALIDATION_ERROR");
        picture.BodyText.ShouldContain("pictures");
        var lengthy = await fleet.Gateway.ChatAsync("""{"model":"m","max_tokens":11,"messages":[{"role":"user","content":"Hi"}]}""");
        lengthy.ShouldBeError(400, "VALIDATION_ERROR");
        lengthy.BodyText.ShouldContain("11 tokens");
        fleet.Counts.ShouldBe([0]);
    }
}
