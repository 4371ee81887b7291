using Tollgate.Metering;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Fuzz.Targets;

/// <summary>SSE scanner, event reader and stream tap: cut anywhere, the same events end at the same bytes.</summary>
internal sealed class SseTarget : IFuzzTarget
{
    public string Name => "sse";

    public IReadOnlyList<string> Seeds { get; } =
    [
        "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":1}}}\n\ndata: [DONE]\n\n",
        ": hi\r\n\r\nevent: message_start\r\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":1}}}}\r\n\r\n",
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":3}}\r\rdata: a\rdata: b\r\r",
        "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}}\n\n",
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "data: ",
        "event: ",
        ": ",
        "[DONE]",
        "\"delta\":",
        "\"usage\":{",
        "\"error\":{}",
        "\"choices\":[]",
        "{",
        "}",
        "\\",
        "\"",
        "ï»¿",
    ];

    public int Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return 0;
        }

        var step = 1 + (input[0] % 31);
        var stream = input[1..];
        var whole = default(SseScanner);
        var end = whole.Feed(stream);
        var cut = default(SseScanner);
        var cutEnd = 0;
        var tap = new StreamTap(Dialect.OpenAi);
        var sent = 0;
        for (var at = 0; at < stream.Length; at += step)
        {
            var length = Math.Min(step, stream.Length - at);
            var local = cut.Feed(stream.Slice(at, length));
            if (local > 0)
            {
                cutEnd = at + local;
                tap.Observe(stream[sent..cutEnd], at);
                sent = cutEnd;
            }
        }

        var wholeTap = new StreamTap(Dialect.OpenAi);
        wholeTap.Observe(stream[..end], 0);
        if (end != cutEnd
            || whole.Pending != cut.Pending
            || whole.LineTooLong != cut.LineTooLong
            || wholeTap.Usage != tap.Usage
            || wholeTap.Finished != tap.Finished
            || wholeTap.Text.Bytes != tap.Text.Bytes)
        {
            throw new OracleException("A cut changed what was read.");
        }

        return HashCode.Combine(end == 0, tap.HasUsage, tap.Finished, tap.ErrorSeen, tap.HasFirstToken, tap.UsageOnlyEvent.Exists, whole.LineTooLong);
    }
}
