using System.Net;

namespace Tollgate.Loops;

/// <summary>
/// A socket of one loop. What both engines share: who waits, who is told, what a deadline does. An engine brings the calls that move
/// bytes and reports readiness.
/// </summary>
internal abstract class LoopSocket : Transport
{
    /// <summary>Nothing to receive, or no room to send, for now.</summary>
    protected const int WouldBlock = -11;

    /// <summary>The peer had ended its side in order before it refused what was sent: what was received is whole.</summary>
    protected const int SentAfterEnd = -32;

    private const int Cancelled = -125;

    private readonly LoopSignal _canRead = new();
    private LoopSignal? _canWrite;
    private Abortable? _abortWithMe;
    private DeadlineTimer? _deadline;
    private AbortReason _aborted;
    private bool _readable;
    private bool _hungUp;

    /// <summary>How the connection broke. The system tells that once, to whoever calls first, and after that speaks of an ordinary end.</summary>
    private int _brokenBy;

    protected LoopSocket(EventLoop loop)
    {
        Loop = loop;
        loop.Counters.Sockets++;
    }

    public override EventLoop Loop { get; }

    public override bool IsHungUp => _hungUp;

    public override AbortReason Aborted => _aborted;

    public override bool IsSpoilt => _hungUp | _readable | _aborted != AbortReason.None;

    /// <summary>Where the socket is bound on this side.</summary>
    public abstract IPEndPoint? LocalEndPoint { get; }

    protected bool IsClosed { get; private set; }

    /// <summary>The socket is there still, also after an abort.</summary>
    protected virtual bool CanSend => true;

    public override LoopTask WaitReadableAsync()
    {
        if (_readable | _hungUp | _aborted != AbortReason.None)
        {
            return LoopTask.Completed;
        }

        WantRead();
        return _canRead.WaitAsync();
    }

    public override LoopTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        LoopRule.AssertOn(Loop);
        if (_readable | _hungUp | _aborted != AbortReason.None)
        {
            var received = TryReceive(buffer.Span);
            if (received != WouldBlock)
            {
                return new LoopTask<int>(received);
            }
        }

        return ReceiveWhenReadableAsync(buffer);
    }

    public override LoopTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        LoopRule.AssertOn(Loop);
        var sent = TrySend(bytes.Span);
        return sent == bytes.Length ? new LoopTask<bool>(true) : SendRestAsync(bytes, sent);
    }

    public override void SetDeadline(long delayMs) => Loop.SetTimer(_deadline ??= new DeadlineTimer(this), delayMs);

    public override void ClearDeadline()
    {
        if (_deadline is not null)
        {
            TimerWheel.Clear(_deadline);
        }
    }

    public override bool TryOutliveDeadline()
    {
        if (_aborted != AbortReason.Deadline || IsClosed || !CanSend)
        {
            return false;
        }

        ClearDeadline();
        _aborted = AbortReason.None;
        return true;
    }

    /// <summary>Pending and later calls fail. The transport still has to be closed.</summary>
    public override void Abort(AbortReason reason)
    {
        if (_aborted == AbortReason.None && !IsClosed)
        {
            _aborted = reason;
            WakeWaiters();
        }
    }

    public override void AbortOnHangUp(Abortable? other)
    {
        _abortWithMe = other;
        if (other is not null)
        {
            WantRead();
            if (_hungUp)
            {
                other.Abort(AbortReason.PeerGone);
            }
        }
    }

    public override void Close()
    {
        if (IsClosed)
        {
            return;
        }

        LoopRule.AssertOn(Loop);
        IsClosed = true;
        if (_aborted == AbortReason.None)
        {
            _aborted = AbortReason.Cancelled;
        }

        _abortWithMe = null;
        if (_deadline is not null)
        {
            Loop.Timers.Remove(_deadline);
        }

        Loop.Counters.Sockets--;
        CloseSocket();
        WakeWaiters();
    }

    /// <summary>Sends what fits now: a count, <see cref="WouldBlock"/>, or a negative error.</summary>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        if (_aborted != AbortReason.None)
        {
            return Cancelled;
        }

        var sent = Send(bytes);
        NoteError(sent);
        return sent;
    }

    /// <summary>Waits until the socket takes bytes again, or is connected.</summary>
    protected LoopTask WaitWritableAsync() => (_canWrite ??= new LoopSignal()).WaitAsync();

    /// <summary>Receives without waiting: a count, 0 at the end, <see cref="WouldBlock"/>, or a negative error.</summary>
    protected abstract int Receive(Span<byte> buffer);

    /// <summary>Sends without waiting.</summary>
    protected abstract int Send(ReadOnlySpan<byte> bytes);

    protected abstract void CloseSocket();

    /// <summary>Sends what <paramref name="bytes"/> has left after <paramref name="sent"/>, the result of the first attempt.</summary>
    protected virtual async LoopTask<bool> SendRestAsync(ReadOnlyMemory<byte> bytes, int sent)
    {
        while (true)
        {
            if (sent < 0 && sent != WouldBlock)
            {
                return false;
            }

            bytes = bytes[Math.Max(sent, 0)..];
            if (bytes.IsEmpty)
            {
                return true;
            }

            await WaitWritableAsync();
            sent = TrySend(bytes.Span);
        }
    }

    /// <summary>Asks the engine to report readiness. Engines that always do need nothing.</summary>
    protected virtual void WantRead()
    {
    }

    protected void OnReadable()
    {
        _readable = true;
        _canRead.Set();
    }

    protected void OnWritable() => _canWrite?.Set();

    /// <summary>Remembers an error, so that an end that follows it is not taken for one in order.</summary>
    protected void NoteError(int result)
    {
        if (result is < 0 and not (WouldBlock or SentAfterEnd))
        {
            _brokenBy = result;
        }
    }

    protected void OnHangUp()
    {
        _hungUp = true;
        _abortWithMe?.Abort(AbortReason.PeerGone);
    }

    private int TryReceive(Span<byte> buffer)
    {
        if (_aborted != AbortReason.None)
        {
            return Cancelled;
        }

        var received = Receive(buffer);
        NoteError(received);
        if (received == 0)
        {
            return _brokenBy;
        }

        // A short receive drained the socket: the next byte brings a new event, so no call need be wasted on finding it empty.
        if (received < buffer.Length && !_hungUp)
        {
            _readable = false;
        }

        return received;
    }

    private async LoopTask<int> ReceiveWhenReadableAsync(Memory<byte> buffer)
    {
        while (true)
        {
            if (_hungUp)
            {
                return _brokenBy;
            }

            WantRead();
            await _canRead.WaitAsync();
            var received = TryReceive(buffer.Span);
            if (received != WouldBlock)
            {
                return received;
            }
        }
    }

    // At the end of the turn: whoever aborts or closes this must not be re-entered by what its waiters do.
    private void WakeWaiters()
    {
        if (_canRead.HasWaiter)
        {
            Loop.Defer(_canRead);
        }

        if (_canWrite is { HasWaiter: true })
        {
            Loop.Defer(_canWrite);
        }
    }

    private sealed class DeadlineTimer(LoopSocket socket) : LoopTimer
    {
        internal override void OnDue() => socket.Abort(AbortReason.Deadline);
    }
}
