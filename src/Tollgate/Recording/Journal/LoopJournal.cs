using System.Collections.Concurrent;
using Tollgate.Loops;

namespace Tollgate.Recording.Journal;

/// <summary>
/// One loop's end of the journal. Appending copies a record into the loop's own segment: no lock, no system call, nobody to wait for. A spare segment
/// lies ready at all times; the keeper's thread makes the next one and closes the one before.
/// </summary>
internal sealed class LoopJournal
{
    /// <summary>Room kept for each request under way. Records are shorter on average; the few that are not share what the others leave.</summary>
    private const int UsualBytes = 512;

    /// <summary>Records held in memory at most while there is no room: those of requests that had been let in before.</summary>
    private const int MaxOverflow = 16 * 1024;

    private readonly RequestJournal _owner;
    private readonly EventLoop _loop;
    private readonly byte[] _frame = new byte[RecordCodec.MaxBytes];
    private readonly ConcurrentQueue<SegmentWriter> _retired = new();
    private readonly Queue<byte[]> _overflow = new();
    private readonly Queue<(long Written, LoopSignal Signal)> _unsynced = new();
    private readonly ulong _identity;
    private SegmentWriter _current;
    private SegmentWriter? _spare;
    private long _durable;
    private long _lost;
    private long _appended;
    private long _written;
    private int _overflowing;
    private uint _count;

    public LoopJournal(RequestJournal owner, EventLoop loop, SegmentWriter current, SegmentWriter spare, ulong processNumber)
    {
        _owner = owner;
        _loop = loop;
        _current = current;
        _spare = spare;
        _identity = processNumber;
    }

    /// <summary>An answer's end waits until its record is on the disk.</summary>
    public bool SyncsAlways => _owner.SyncsAlways;

    public int LoopIndex => _loop.Index;

    /// <summary>Records appended since the start.</summary>
    public long Appended => Volatile.Read(ref _appended);

    /// <summary>Of them those that lie in a segment. They get there in the order in which they were appended.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Records lost because there was no room for more of them in memory either.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Records that wait in memory for room.</summary>
    public int Overflowing => Volatile.Read(ref _overflowing);

    public bool NeedsSpare => Volatile.Read(ref _spare) is null;

    public SegmentWriter Current => Volatile.Read(ref _current);

    /// <summary>Segments that are full, for the keeper to close.</summary>
    public ConcurrentQueue<SegmentWriter> Retired => _retired;

    /// <summary>Whether another request may be let in, so many being under way on this loop.</summary>
    public bool HasRoomFor(long active)
    {
        if (_owner.IsFailed || _overflow.Count > 0)
        {
            return _owner.ServesWithoutRoom;
        }

        var room = _current.Room + (NeedsSpare ? 0 : _owner.SegmentBytes);
        return room >= (active + 1) * UsualBytes || _owner.ServesWithoutRoom;
    }

    /// <summary>An id for a request that began at this time.</summary>
    public RecordId NextId(long startedUnixMs) => new(
        ((ulong)startedUnixMs << 16) | (_identity >> 48),
        (((_identity << 16) ^ ((ulong)(_loop.Index >> 8) << 40)) & 0xFFFF_FF00_0000_0000) | ((ulong)(byte)_loop.Index << 32) | ++_count);

    /// <summary>Writes a record. When this returns it survives the end of the process.</summary>
    /// <param name="record">What to write.</param>
    /// <param name="id">Its id.</param>
    /// <param name="revision">0, or 1 for an amendment.</param>
    /// <param name="mayWait">Without room it is held in memory. Not for requests that were refused: a flood of those would take the place of served ones.</param>
    public void Append(RequestRecord record, RecordId id, byte revision, bool mayWait = true)
    {
        var frame = _frame.AsSpan(0, RecordCodec.Write(record, id, revision, _frame));
        Volatile.Write(ref _appended, _appended + 1);
        if (_overflow.Count == 0 && TryAppend(frame))
        {
            return;
        }

        if (mayWait && _overflow.Count < MaxOverflow)
        {
            _overflow.Enqueue(frame.ToArray());
            Volatile.Write(ref _overflowing, _overflow.Count);
        }
        else
        {
            Volatile.Write(ref _lost, _lost + 1);
        }
    }

    /// <summary>Completes when everything appended so far is on the disk.</summary>
    public LoopTask WhenDurableAsync()
    {
        var last = _written + _overflow.Count;
        if (_durable >= last)
        {
            return LoopTask.Completed;
        }

        var signal = new LoopSignal();
        _unsynced.Enqueue((last, signal));
        _owner.Wake();
        return signal.WaitAsync();
    }

    /// <summary>A new spare, from the keeper's thread.</summary>
    public void Supply(SegmentWriter spare)
    {
        Volatile.Write(ref _spare, spare);
        if (Overflowing > 0)
        {
            _loop.Post(static state => ((LoopJournal)state!).DrainOverflow(), this);
        }
    }

    /// <summary>Tells those who wait that so many records are on the disk, from the keeper's thread.</summary>
    public void Synced(long appended) => _loop.Post(
        static state =>
        {
            var (journal, durable) = ((LoopJournal, long))state!;
            journal.Release(durable);
        },
        (this, appended));

    /// <summary>Takes the segments away when the loop has stopped; what is left in memory goes into them.</summary>
    public (SegmentWriter Current, SegmentWriter? Spare) Detach()
    {
        DrainOverflow();
        return (_current, _spare);
    }

    private bool TryAppend(Span<byte> frame)
    {
        if (_current.Room < JournalFormat.Padded(frame.Length - JournalFormat.FrameHead))
        {
            if (Interlocked.Exchange(ref _spare, null) is not { } next)
            {
                _owner.Wake();
                return false;
            }

            // First retired, then replaced: whoever sees the new one finds the old one in the queue.
            _retired.Enqueue(_current);
            Volatile.Write(ref _current, next);
            _owner.Wake();
        }

        _current.Append(frame);
        Volatile.Write(ref _written, _written + 1); // only now: the keeper takes what is counted here for part of what it forces to the disk
        return true;
    }

    private void DrainOverflow()
    {
        while (_overflow.TryPeek(out var frame) && TryAppend(frame))
        {
            _overflow.Dequeue();
        }

        Volatile.Write(ref _overflowing, _overflow.Count);
    }

    private void Release(long durable)
    {
        _durable = durable;
        while (_unsynced.TryPeek(out var waiting) && waiting.Written <= durable)
        {
            _unsynced.Dequeue();
            waiting.Signal.Set();
        }
    }
}
