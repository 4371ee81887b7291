using Tollgate.Metering;

namespace Tollgate.Streaming;

/// <summary>Reads what a provider says in a realtime session, in passing and in pieces of any size.</summary>
internal sealed class RealtimeTap
{
    private readonly RealtimeEvent _event = new();
    private WebSocketFrames _frames;

    /// <summary>What the last answer or transcription used; no source where the provider did not say.</summary>
    public TokenUsage Usage => _event.Usage;

    /// <summary>The model that the provider named last.</summary>
    public ReadOnlySpan<byte> Model => _event.Model;

    /// <summary>What comes is not read: it is no WebSocket, or one with extensions.</summary>
    public bool IsBroken => _frames.IsBroken;

    /// <summary>
    /// Takes bytes off the front of <paramref name="bytes"/> up to the end of the next event that tells something, which is the end of a frame too;
    /// false when there is none left.
    /// </summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out RealtimeNews news)
    {
        news = RealtimeNews.None;
        while (news == RealtimeNews.None && _frames.TryRead(ref bytes, out var text))
        {
            _event.Observe(text);
            if (_frames.EndsMessage)
            {
                news = _event.End();
            }
        }

        return news != RealtimeNews.None;
    }
}
