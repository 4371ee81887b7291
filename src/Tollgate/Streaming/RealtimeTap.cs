using Tollgate.Forwarding;
using Tollgate.Listening;
using Tollgate.Metering;
using Tollgate.Routing;

namespace Tollgate.Streaming;

/// <summary>Reads what a realtime session used out of the provider's events, in passing: the sum over its answers and transcriptions.</summary>
internal sealed class RealtimeTap
{
    private readonly RealtimeEvent _event = new();
    private WebSocketFrames _frames;
    private TokenUsage _usage;

    /// <summary>The provider reported usage.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>What it reported so far, in sum.</summary>
    public TokenUsage Usage => _usage;

    /// <summary>What comes is not read: it is no WebSocket, or one with extensions.</summary>
    public bool IsBroken => _frames.IsBroken;

    /// <summary>Whether a request opens a session whose tokens are counted.</summary>
    public static bool Wants(RequestContext request) => request.Metered && request.Head.UpgradeRequested && RealtimeModel.IsNamed(request);

    /// <summary>The tap for an answer that opens a tunnel; null where there is nothing to read in it.</summary>
    public static RealtimeTap? For(RequestContext request, UpstreamConnection connection) =>
        Wants(request) && !WebSocketExtensions.AreIn(request.Answer!, connection.In.Unread) ? new RealtimeTap() : null;

    /// <summary>Looks at the next bytes from the provider.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        while (_frames.TryRead(ref bytes, out var text))
        {
            _event.Observe(text);
            if (_frames.EndsMessage)
            {
                HasUsage |= _event.TryEnd(ref _usage);
            }
        }
    }
}
