namespace Tollgate.Loops;

/// <summary>A connection's bytes in both directions. Every await resumes on the loop. One reader and one writer at a time.</summary>
internal abstract class Transport : Abortable
{
    public abstract EventLoop Loop { get; }

    /// <summary>The peer has closed its side, or the connection broke.</summary>
    public abstract bool IsHungUp { get; }

    /// <summary>Why this side ended it, if it did.</summary>
    public abstract AbortReason Aborted { get; }

    /// <summary>An idle connection with bytes that nobody asked for, or with an end, must not be used again.</summary>
    public abstract bool IsSpoilt { get; }

    /// <summary>
    /// Nothing is expected from the peer until the next <see cref="WaitReadableAsync"/>: what it says all the same spoils the connection.
    /// Where bytes may also be the transport's own business, they have to be looked at for that.
    /// </summary>
    public virtual void WatchIdle()
    {
    }

    /// <summary>Completes when <see cref="ReceiveAsync"/> would have something, the end included. Holds no buffer.</summary>
    public abstract LoopTask WaitReadableAsync();

    /// <summary>Bytes received; 0 at the end of input; negative when the connection broke or was aborted.</summary>
    public abstract LoopTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends everything. False when the connection broke or was aborted.</summary>
    public abstract LoopTask<bool> SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Aborts when <paramref name="delayMs"/> have passed; replaces the deadline before.</summary>
    public abstract void SetDeadline(long delayMs);

    public abstract void ClearDeadline();

    /// <summary>
    /// After a deadline ended a wait for the peer: takes that back, so that the peer can still be told. False where it ended for another reason, or
    /// where a send was broken off.
    /// </summary>
    public virtual bool TryOutliveDeadline() => false;

    /// <summary>While set, a hang-up seen here aborts <paramref name="other"/> too, even if nobody reads here.</summary>
    public abstract void AbortOnHangUp(Abortable? other);

    /// <summary>Ends this side's output: the peer reads the end while what it still sends can be received.</summary>
    public abstract void EndOutput();

    /// <summary>Closes with a reset instead of a FIN, so that the peer cannot take what it has for the whole.</summary>
    public abstract void Reset();

    public abstract void Close();
}
