using System.Collections.Concurrent;
using Tollgate.Recording.Journal;

namespace Tollgate.Recording.Capture;

/// <summary>
/// Takes captured content from the loops, redacts it on a thread of its own and gives it to the journal. The queue between is bounded in bytes; when it
/// is full, content is dropped and counted, for records and answers matter more.
/// </summary>
internal sealed class CapturePump : IDisposable
{
    /// <summary>Memory that may wait: a second of a thousand requests with 64 KiB each.</summary>
    public const long MaxQueuedBytes = 64L << 20;

    /// <summary>Longest wait for a queue that is not filling.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ContentJournal _journal;
    private readonly EventLog _log;
    private readonly ConcurrentQueue<ContentCapture> _queue = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Lock _gate = new();
    private readonly Thread _thread;
    private long _queued;
    private long _kept;
    private long _dropped;
    private bool _started;
    private bool _stopping;

    /// <summary>A pump into this journal. Its thread starts with the first content.</summary>
    public CapturePump(ContentJournal journal, EventLog log)
    {
        _journal = journal;
        _log = log;
        _thread = new Thread(Run) { IsBackground = true, Name = "tollgate-capture" };
    }

    /// <summary>Contents written to the journal.</summary>
    public long Kept => Volatile.Read(ref _kept);

    /// <summary>Contents dropped: the queue was full, the journal had no room, or redaction failed.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Memory of contents that wait.</summary>
    public long QueuedBytes => Volatile.Read(ref _queued);

    /// <summary>Hands content over, from any thread, loops included. It is the pump's from here on.</summary>
    public void Offer(ContentCapture content)
    {
        var bytes = content.Bytes;
        var before = Interlocked.Add(ref _queued, bytes) - bytes;
        if (before + bytes > MaxQueuedBytes || Volatile.Read(ref _stopping))
        {
            Interlocked.Add(ref _queued, -bytes);
            Interlocked.Increment(ref _dropped);
            content.Release();
            return;
        }

        _queue.Enqueue(content);
        if (!Volatile.Read(ref _started)) { Start(); }
        if (before < MaxQueuedBytes / 4 && before + bytes >= MaxQueuedBytes / 4) { _wake.Set(); }
    }

    /// <summary>Writes what is there and ends. When no loop offers any more.</summary>
    public void Stop()
    {
        Volatile.Write(ref _stopping, true);
        _wake.Set();
        if (Volatile.Read(ref _started)) { _thread.Join(); }
    }

    public void Dispose()
    {
        Stop();
        _wake.Dispose();
    }

    private void Start()
    {
        lock (_gate)
        {
            if (_started) { return; }
            _thread.Start();
            Volatile.Write(ref _started, true);
        }
    }

    private void Run()
    {
        while (true)
        {
            var last = Volatile.Read(ref _stopping);
            while (_queue.TryDequeue(out var content))
            {
                Keep(content);
            }

            if (last) { return; }
            _wake.WaitOne(Interval);
        }
    }

    private void Keep(ContentCapture content)
    {
        var bytes = content.Bytes;
        var kept = false;
        try
        {
            kept = _journal.TryAppend(content.Redacted());
        }
#pragma warning disable CA1031 // the edge of a background loop; what cannot be redacted is not kept
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _log.Error(EventRange.Recording + 20, "Captured content could not be redacted and was dropped", ("exception", exception.GetType().Name));
        }
        finally
        {
            content.Release();
            Interlocked.Add(ref _queued, -bytes);
            if (kept) { Interlocked.Increment(ref _kept); }
            else { Interlocked.Increment(ref _dropped); }
        }
    }
}
