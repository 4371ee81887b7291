using Shouldly;
using Tollgate.TestSupport;
using Tollgate.WireTests.Harness;
using Xunit;

namespace Tollgate.WireTests.Checks;

public sealed class Check_19_Event_streams
{
    private const int MaxLineBytes = 1024 * 1024;

    private static readonly string[] Streams =
    [
        "data: {\"a\":1}\n\ndata: [DONE]\n\n",
        "data: {\"a\":1}\r\n\r\ndata: [DONE]\r\n\r\n",
        "data: {\"a\":1}\r\rdata: [DONE]\r\r",
        ": comment\n\n:\ndata: {\"a\":1}\n\n: again\ndata: [DONE]\n\n",
        "\uFEFFdata: {\"a\":1}\n\ndata: [DONE]\n\n",
        "event: x\nid: 7\nretry: 10\ndata: {\ndata: \"a\":1}\n\ndata: [DONE]\n\n",
        "data: {\"t\":\"Grüße 你好 🙂\"}\n\ndata: [DONE]\n\n",
        "data:{\"a\":1}\n\ndata:[DONE]\n\n",
    ];

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_19_Stream_cut_at_every_byte_comes_out_byte_for_byte(string engine)
    {
        var next = new Queue<ReadOnlyMemory<byte>[]>();
        await using var upstream = ScriptedUpstream.Choose(_ =>
        {
            var script = new UpstreamScript();
            foreach (var piece in next.Dequeue())
            {
                script.Chunk(piece.ToArray());
            }

            return script.EndChunks();
        });
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();
        foreach (var text in Streams)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(text).AsMemory();
            for (var offset = 1; offset < bytes.Length; offset++)
            {
                next.Enqueue([bytes[..offset], bytes[offset..]]);
                (await StreamAsync(client, gateway)).BodyText.ShouldBe(text, $"cut at {offset}");
            }

            next.Enqueue([.. Enumerable.Range(0, bytes.Length).Select(at => (ReadOnlyMemory<byte>)bytes.Slice(at, 1))]);
            (await StreamAsync(client, gateway)).BodyText.ShouldBe(text, "one byte at a time");
        }
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_19_Line_of_a_mebibyte_passes_and_a_longer_one_is_a_fault(string engine)
    {
        var longest = "data: " + new string('x', MaxLineBytes - "data: ".Length - 1);
        await using var upstream = ScriptedUpstream.Start(
            s => s.Chunk(longest + "\n\n").Done(),
            s => s.Event(Chat.Delta("first")).Chunk(longest).Chunk(longest).Chunk("\n\n").Done());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);

        (await gateway.ChatAsync(Chat.Request(stream: true))).BodyText.ShouldBe(longest + "\n\ndata: [DONE]\n\n");

        var broken = await gateway.ChatAsync(Chat.Request(stream: true));
        broken.BodyText.ShouldStartWith($"data: {Chat.Delta("first")}\n\n");
        broken.BodyText.ShouldNotContain("xxxx");
        broken.ShouldEndInErrorEvent("UPSTREAM_LINE_TOO_LONG");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_19_Event_of_endless_lines_is_a_fault(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s =>
        {
            s.Event("{\"a\":1}");
            var lines = string.Concat(Enumerable.Repeat("data: " + new string('x', 1000) + "\n", 1000));
            for (var i = 0; i < 70; i++)
            {
                s.Chunk(lines);
            }

            s.ThenHang();
        });
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        (await StreamAsync(client, gateway)).ShouldEndInErrorEvent("UPSTREAM_LINE_TOO_LONG");
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Check_19_Refusal_behind_a_stream_has_no_first_token(string engine)
    {
        await using var upstream = ScriptedUpstream.Start(s => s.Event(Chat.Delta("Hel")).Done());
        await using var gateway = await RunningGateway.StartAsync(engine, upstream);
        await using var client = await gateway.ConnectAsync();

        var stream = await StreamAsync(client, gateway);
        var refused = await client.ExchangeAsync("GET", "/v1/models/none", null, gateway.Authorization);

        (await gateway.RecordOfAsync(stream)).Number("ttft_us").ShouldNotBeNull();
        (await gateway.RecordOfAsync(refused)).Number("ttft_us").ShouldBeNull();
    }

    private static async Task<RawResponse> StreamAsync(RawClient client, RunningGateway gateway)
    {
        var answer = await client.ExchangeAsync("POST", "/v1/chat/completions", Chat.Request(stream: true), gateway.Authorization);
        answer.Status.ShouldBe(200);
        answer["content-type"].ShouldNotBeNull().ShouldStartWith("text/event-stream");
        return answer;
    }
}
