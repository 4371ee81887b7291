using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>One direction of a connection that is passed through as bytes.</summary>
/// <param name="from">What the source has said.</param>
/// <param name="source">Where the bytes come from.</param>
/// <param name="to">Where they go.</param>
/// <param name="watch">Hears of every byte; null where silence is nobody's business.</param>
/// <param name="session">What goes on in both directions together and may end it; null where nobody looks.</param>
/// <param name="isRead">This is the direction that the session is read in.</param>
/// <param name="send">How they are sent, where a transport's own way is not enough.</param>
internal sealed class TunnelDirection(
    ReceiveBuffer from,
    Transport source,
    Transport to,
    TunnelWatch? watch = null,
    RealtimeSession? session = null,
    bool isRead = false,
    Func<ReadOnlyMemory<byte>, LoopTask<bool>>? send = null)
{
    /// <summary>How long a client may take to close a session that it was told is over.</summary>
    private const long FarewellMs = 2_000;

    private readonly LoopSignal _ended = new();
    private bool _hasEnded;

    /// <summary>Bytes passed on.</summary>
    public long Bytes { get; private set; }

    public async LoopTask RunAsync()
    {
        while (from.Count > 0 || await from.FillAsync())
        {
            watch?.Heard();
            var length = from.Count;
            if (isRead && session is not null)
            {
                length = session.Observe(from.Unread);
                await session.WhenDurableAsync();
            }

            // Of a session that is over the client's last words are read, since closing over them would take the farewell from it, and dropped.
            var isOver = !isRead && session is { IsOver: true };
            var sent = isOver || await (send is null ? to.SendAsync(from.UnreadMemory[..length]) : send(from.UnreadMemory[..length]));
            Bytes += isOver ? 0 : length;
            if (isRead && session is { IsOver: true })
            {
                await SayFarewellAsync(session.Farewell);
                break;
            }

            if (!sent && session is not { IsOver: true })
            {
                break;
            }

            from.Consume(from.Count);
        }

        // One end is the end of both: what the other still had to say has nobody to hear it.
        from.Release();
        source.Abort(AbortReason.PeerGone);
        if (!isRead || session is not { IsOver: true })
        {
            to.Abort(AbortReason.PeerGone);
        }

        _hasEnded = true;
        _ended.Set();
    }

    public LoopTask EndedAsync() => _hasEnded ? LoopTask.Completed : _ended.WaitAsync();

    private async LoopTask SayFarewellAsync(ReadOnlyMemory<byte> farewell)
    {
        to.SetDeadline(FarewellMs);
        await to.SendAsync(farewell);
        to.EndOutput();
    }
}
