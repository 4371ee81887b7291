using System.Security.Cryptography;
using Tollgate.Configuration;
using Tollgate.Loops;

namespace Tollgate.Recording.Journal;

/// <summary>
/// The one queue behind the path: append-only files that every store is fed from. This is the keeper's side: a thread that forces records to
/// the disk, makes spare segments, closes full ones and deletes those that every store has. ADR 10 says why segments are mapped into memory.
/// </summary>
internal sealed class RequestJournal : IDisposable
{
    /// <summary>Time between two rounds of the keeper; what a loss of power may cost with <see cref="JournalSync.Interval"/>.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Held by the process that writes the folder.</summary>
    public const string LockFile = "lock";

    /// <summary>The bits of an id's lower half that are the process's alone: the lowest of its number tell loops beyond the 256th apart.</summary>
    private const ulong OwnBits = 0xFFFF_F000_0000_0000;

    private readonly JournalOptions _options;
    private readonly EventLog _log;
    private readonly FileStream _lock;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly ulong _processNumber = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private readonly List<LoopJournal> _loops = [];
    private Func<SegmentInfo, bool> _isDone = static _ => false;
    private Thread? _keeper;
    private bool _stopping;
    private bool _noRoom;
    private long _syncFailures;
    private bool _failed;

    private RequestJournal(JournalOptions options, TimeProvider time, EventLog log, FileStream held)
    {
        _options = options;
        _log = log;
        _lock = held;
        Segments = new SegmentStore(options, time);
        Contents = new ContentJournal(Segments);
    }

    public SegmentStore Segments { get; }

    /// <summary>Where captured contents go.</summary>
    public ContentJournal Contents { get; }

    public string Folder => _options.Folder;

    public int SegmentBytes => _options.SegmentBytes;

    public long MaxBytes => _options.MaxBytes;

    /// <summary>An answer's end waits for the disk.</summary>
    public bool SyncsAlways => _options.Sync == JournalSync.Always;

    /// <summary>The disk failed to keep what was written: nothing that needs a record is served any more.</summary>
    public bool IsFailed => Volatile.Read(ref _failed);

    /// <summary>The operator prefers serving to recording.</summary>
    public bool ServesWithoutRoom => _options.OnFull == JournalFull.DropOldest;

    /// <summary>No segment can be made: what is there is all the room that is left.</summary>
    public bool IsFull => Volatile.Read(ref _noRoom);

    public long SyncFailures => Volatile.Read(ref _syncFailures);

    /// <summary>Records written since the start.</summary>
    public long Appended => _loops.Sum(loop => loop.Appended);

    /// <summary>Records that wait in memory for room.</summary>
    public long Overflowing => _loops.Sum(loop => (long)loop.Overflowing);

    /// <summary>Records lost for want of room.</summary>
    public long Lost => _loops.Sum(loop => loop.Lost);

    /// <summary>Takes the folder, which no other process may have.</summary>
    /// <exception cref="IOException">The folder cannot be written to, or another process has it.</exception>
    public static RequestJournal Open(JournalOptions options, TimeProvider time, EventLog log)
    {
        Directory.CreateDirectory(options.Folder);
        FileStream folder;
        try
        {
            folder = new FileStream(Path.Combine(options.Folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held)
        {
            throw new IOException($"The journal in {options.Folder} is in use by another process. Each needs its own storage.data_dir.", held);
        }

        return new RequestJournal(options, time, log, folder);
    }

    /// <summary>Whether a record is of this process: its number is in every id that its loops make.</summary>
    public bool IsOwn(RecordId id) =>
        (id.High & 0xFFFF) == _processNumber >> 48 && ((id.Low ^ (_processNumber << 16)) & OwnBits) == 0;

    /// <summary>A loop's end of it. Before <see cref="Start"/>.</summary>
    /// <exception cref="IOException">There is no room for the first segments.</exception>
    public LoopJournal AddLoop(EventLoop loop)
    {
        var journal = new LoopJournal(this, loop, First(loop), First(loop), _processNumber);
        _loops.Add(journal);
        return journal;
    }

    /// <summary>Starts the keeper.</summary>
    /// <param name="isDone">Says of a closed segment whether every store has it.</param>
    public void Start(Func<SegmentInfo, bool> isDone)
    {
        _isDone = isDone;
        var keeper = new Thread(Keep) { IsBackground = true, Name = "tollgate-journal" };
        keeper.Start();
        _keeper = keeper; // one that did not start need not be waited for
    }

    /// <summary>Asks for a round at once, from any thread.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Closes every segment in order. Loops must have stopped.</summary>
    public void Stop()
    {
        if (Volatile.Read(ref _stopping))
        {
            return;
        }

        Volatile.Write(ref _stopping, true);
        Wake();
        _keeper?.Join();
        foreach (var loop in _loops)
        {
            SealRetired(loop);
            var (current, spare) = loop.Detach();
            Seal(current);
            SealRetired(loop); // what was left in memory may have filled one more
            if (spare is not null)
            {
                Seal(spare);
            }
        }

        Contents.Stop();
    }

    /// <summary>Gives the folder back. After <see cref="Stop"/>, and when no store reads any more.</summary>
    public void Dispose()
    {
        Stop();
        PruneDone();
        _lock.Dispose();
        _wake.Dispose();
    }

    /// <summary>Lets go of the folder as a killed process does: nothing is closed in order. For tests.</summary>
    internal void Abandon()
    {
        Volatile.Write(ref _stopping, true);
        Wake();
        _keeper?.Join();
        _lock.Dispose();
    }

    /// <summary>One round. Only the keeper calls it, or a test that has not started one.</summary>
    internal void Round()
    {
        foreach (var loop in _loops)
        {
            var written = loop.Written;
            var current = loop.Current;
            SealRetired(loop);
            var isDurable = Try(current.Flush) && !IsFailed;
            if (SyncsAlways)
            {
                // When the disk fails, those under way get their answers and new requests are refused: waiting would not make them safer.
                loop.Synced(isDurable ? written : long.MaxValue);
            }

            if (loop.NeedsSpare && Spare(loop.LoopIndex) is { } spare)
            {
                loop.Supply(spare);
            }
        }

        Contents.Flush();
        PruneDone();
    }

    private void Keep()
    {
        while (!Volatile.Read(ref _stopping))
        {
            _wake.WaitOne(Interval);
            try
            {
                Round();
            }
#pragma warning disable CA1031 // the edge of a background loop: without it the process would end
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _log.Error(EventRange.Recording, "The journal's keeper caught an unexpected exception", ("exception", exception.ToString()));
            }
        }
    }

    private SegmentWriter First(EventLoop loop) =>
        Segments.TryCreate(SegmentKind.Records, loop.Index, out var problem)
        ?? throw new IOException($"The journal in {Folder} has no room: {problem?.Message}", problem);

    private SegmentWriter? Spare(int loop)
    {
        var spare = Segments.TryCreate(SegmentKind.Records, loop, out var problem);
        if (spare is null && !_noRoom)
        {
            _log.Error(EventRange.Recording + 1, "The journal has no room for another segment", ("reason", problem?.Message ?? ""));
        }
        else if (spare is not null && _noRoom)
        {
            _log.Info(EventRange.Recording + 2, "The journal has room again");
        }

        Volatile.Write(ref _noRoom, spare is null);
        return spare;
    }

    private void SealRetired(LoopJournal loop)
    {
        while (loop.Retired.TryDequeue(out var full))
        {
            Seal(full);
        }
    }

    private void Seal(SegmentWriter segment)
    {
        Try(segment.Seal);
        segment.Dispose();
        Segments.Closed(segment.Header.Number);
    }

    /// <summary>A failed flush is never tried again: the kernel may have thrown away what it could not write.</summary>
    private bool Try(Action toDisk)
    {
        try
        {
            toDisk();
            return true;
        }
        catch (IOException failure)
        {
            Volatile.Write(ref _syncFailures, _syncFailures + 1);
            if (!_failed)
            {
                _log.Error(EventRange.Recording + 3, "The journal's disk failed", ("reason", failure.Message));
            }

            Volatile.Write(ref _failed, true);
            return false;
        }
    }

    private void PruneDone() => Segments.Prune(_isDone);
}
