using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>One direction of a connection that is passed through as bytes.</summary>
/// <param name="from">What the source has said.</param>
/// <param name="source">Where the bytes come from.</param>
/// <param name="to">Where they go.</param>
/// <param name="watch">Hears of every byte; null where silence is nobody's business.</param>
/// <param name="tap">Looks at every byte in passing; null where nobody does.</param>
/// <param name="send">How they are sent, where a transport's own way is not enough.</param>
internal sealed class TunnelDirection(
    ReceiveBuffer from,
    Transport source,
    Transport to,
    TunnelWatch? watch = null,
    RealtimeTap? tap = null,
    Func<ReadOnlyMemory<byte>, LoopTask<bool>>? send = null)
{
    private readonly LoopSignal _ended = new();
    private bool _hasEnded;

    /// <summary>Bytes passed on.</summary>
    public long Bytes { get; private set; }

    public async LoopTask RunAsync()
    {
        while (from.Count > 0 || await from.FillAsync())
        {
            Bytes += from.Count;
            watch?.Heard();
            tap?.Observe(from.Unread);
            if (!await (send is null ? to.SendAsync(from.UnreadMemory) : send(from.UnreadMemory)))
            {
                break;
            }

            from.Consume(from.Count);
        }

        // One end is the end of both: what the other still had to say has nobody to hear it.
        from.Release();
        source.Abort(AbortReason.PeerGone);
        to.Abort(AbortReason.PeerGone);
        _hasEnded = true;
        _ended.Set();
    }

    public LoopTask EndedAsync() => _hasEnded ? LoopTask.Completed : _ended.WaitAsync();
}
