using Tollgate.Metering;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Fuzz.Targets;

/// <summary>SSE scanner, event reader and stream tap: cut anywhere, the same events end at the same bytes.</summary>
internal static class SseTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
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
            throw new InvalidOperationException("A cut changed what was read.");
        }
    }
}
