using Tollgate.Metering;

namespace Tollgate.Streaming;

/// <summary>Reads what a provider says in a realtime session, in passing and in pieces of any size.</summary>
/// <param name="isLive">The session is Google's, whose messages are JSON in binary frames too; else OpenAI's.</param>
internal sealed class RealtimeTap(bool isLive = false)
{
    private readonly RealtimeEvent _event = isLive ? new LiveEvent() : new OpenAiRealtimeEvent();
    private WebSocketFrames _frames = new() { ReadsBinary = isLive };

    /// <summary>What the last answer or transcription used; no source where the provider did not say.</summary>
    public TokenUsage Usage => _event.Usage;

    /// <summary>That was told in seconds and not in tokens.</summary>
    public bool IsByTime => _event.IsByTime;

    /// <summary>The model that the provider named last; empty where it spoke of another thing last.</summary>
    public ReadOnlySpan<byte> Model => _event.Model.Bytes;

    /// <summary>As <see cref="Model"/>, the one that writes down what the client says.</summary>
    public ReadOnlySpan<byte> Transcriber => _event.Transcriber.Bytes;

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
