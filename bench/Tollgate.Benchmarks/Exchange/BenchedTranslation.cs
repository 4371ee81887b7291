using Tollgate.Exchange;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Routing;
using Tollgate.Streaming;

namespace Tollgate.Benchmarks.Exchange;

/// <summary>A translated stream that has begun, and takes the same event again and again.</summary>
internal sealed class BenchedTranslation
{
    private readonly AnswerContext _context = new() { Model = JsonString.Of("model"), RequestId = "0123456789abcdef"u8.ToArray(), UnixSeconds = 1_760_000_000, IncludeUsage = true };
    private readonly SendBuffer _bytes = new BufferPool().RentSend(BufferPool.BlockSize);
    private readonly FrameFeed _feed;

    public BenchedTranslation(ChatUpstream upstream, ChatSurface surface, byte[] beginning)
    {
        _context.Out.Begin(_bytes);
        var call = new UpstreamCall { Preset = ProviderPresets.All[0], Model = "model", Stream = true, IncludeUsage = true };
        var sink = new MeteredSink(surface.NewStream(_context), new TranslatedFigures(), static _ => { });
        _feed = new FrameFeed(FrameKind.Sse, upstream.NewReader(sink, call), loop: null!); // whole events are never held, which is what the loop is for
        Run(beginning);
    }

    public int Run(byte[] item)
    {
        _bytes.Clear();
        _context.Out.Begin(_bytes);
        _feed.Feed(item);
        return _bytes.Count;
    }
}
