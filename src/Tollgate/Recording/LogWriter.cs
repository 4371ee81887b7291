namespace Tollgate.Recording;

/// <summary>
/// One background thread that takes lines out of all rings and writes them to the sink in large pieces. A sink that blocks blocks
/// this thread only: the rings fill up and count what they drop. A sink that fails is counted, and tried again with the next piece.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    /// <summary>Longest time that a line waits for its turn.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Stream _sink;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Lock _gate = new();
    private ByteRing[] _rings = [];
    private Thread? _thread;
    private bool _stopping;
    private bool _lineCut;
    private long _lost;
    private long _failures;

    /// <summary>A writer that has not started.</summary>
    /// <param name="sink">Where lines go; flushed after each round, not disposed.</param>
    public LogWriter(Stream sink) => _sink = sink;

    /// <summary>Lines dropped because a ring was full, and lines lost because the sink failed.</summary>
    public long Dropped => Volatile.Read(ref _lost) + Volatile.Read(ref _rings).Sum(ring => ring.Dropped);

    /// <summary>Times that the sink failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Another ring to take lines from; lines end with LF. The caller is its one producer.</summary>
    public ByteRing AddRing(int capacity)
    {
        var ring = new ByteRing(capacity, Wake);
        lock (_gate)
        {
            Volatile.Write(ref _rings, [.. _rings, ring]);
        }

        return ring;
    }

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "tollgate-log" };
        _thread.Start();
    }

    /// <summary>Writes what is left and ends the thread; false when the sink did not take it within the limit.</summary>
    /// <remarks>Producers must have stopped: a line that comes later stays in its ring.</remarks>
    public bool Stop(TimeSpan limit)
    {
        Volatile.Write(ref _stopping, true);
        if (_thread is null)
        {
            Pump();
            return true;
        }

        Wake();
        return _thread.Join(limit);
    }

    /// <summary>One round over all rings. Only the thread calls it, or a test that has not started one.</summary>
    internal void Pump()
    {
        var wrote = false;
        foreach (var ring in Volatile.Read(ref _rings))
        {
            wrote |= Drain(ring);
        }

        if (wrote)
        {
            Try(static (sink, _) => sink.Flush(), default);
        }
    }

    /// <summary>Ends the thread; one that hangs in the sink is left to the process's end.</summary>
    public void Dispose()
    {
        // The event is left to its finaliser: a loop that is still going may signal it, and must not meet a disposed one.
        Stop(TimeSpan.FromSeconds(1));
    }

    private void Run()
    {
        while (!Volatile.Read(ref _stopping))
        {
            _wake.WaitOne(Interval);
            Pump();
        }

        Pump();
    }

    private void Wake() => _wake.Set();

    /// <summary>At most what was there at the start and its wrapped part, so that a busy ring does not starve the others.</summary>
    private bool Drain(ByteRing ring)
    {
        var wrote = false;
        for (var piece = 0; piece < 2; piece++)
        {
            var bytes = ring.Peek();
            if (bytes.IsEmpty)
            {
                break;
            }

            Write(bytes);
            ring.Advance(bytes.Length);
            wrote = true;
        }

        return wrote;
    }

    private void Write(ReadOnlyMemory<byte> lines)
    {
        // After a failure the sink may hold half a line: what follows must not be glued to it.
        _lineCut = _lineCut && !Try(static (sink, _) => sink.Write("\n"u8), default);
        if (_lineCut || !Try(static (sink, bytes) => sink.Write(bytes.Span), lines))
        {
            _lineCut = true;
            Volatile.Write(ref _lost, _lost + lines.Span.Count((byte)'\n'));
        }
    }

    /// <summary>The edge of the background loop: whatever a sink throws ends here, or logging would end the process.</summary>
    private bool Try(Action<Stream, ReadOnlyMemory<byte>> write, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            write(_sink, bytes);
            return true;
        }
        catch (Exception)
        {
            Volatile.Write(ref _failures, _failures + 1);
            return false;
        }
    }
}
