using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Tollgate.Loops;

/// <summary>
/// One thread that moves the bytes of its connections. Everything registered here runs on this thread only, so nothing here locks.
/// Two engines stand behind it: epoll, and a portable one on the framework's sockets.
/// </summary>
internal abstract class EventLoop
{
    private const int TrimEveryMs = 5_000;

    [ThreadStatic]
    private static EventLoop? _current;

    private readonly ConcurrentQueue<PostedWork> _posted = new();
    private readonly Action<Exception> _onFault;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _wakePending;
    private volatile bool _stopping;
    private long _trimAt;
    private List<LoopContinuation> _deferred = [];
    private List<LoopContinuation> _resuming = [];

    protected EventLoop(int index, Action<Exception> onFault)
    {
        Index = index;
        _onFault = onFault;
        NowMs = Environment.TickCount64;
        Timers = new TimerWheel(NowMs, Fault);
    }

    /// <summary>The loop of this thread, if it is one.</summary>
    public static EventLoop? Current => _current;

    public int Index { get; }

    public bool IsCurrent => ReferenceEquals(_current, this);

    public BufferPool Buffers { get; } = new();

    public TimerWheel Timers { get; }

    public LoopCounters Counters { get; } = new();

    /// <summary>Monotonic milliseconds, read once per turn: for deadlines.</summary>
    public long NowMs { get; private set; }

    /// <summary>When this turn began, in <see cref="Stopwatch"/> ticks.</summary>
    public long TurnBegan { get; private set; }

    /// <summary>Runs at the end of each turn, before the loop waits: for handing over what gathered in it.</summary>
    public Action? EndOfTurn { get; set; }

    /// <summary>Completes when the loop's thread has ended.</summary>
    public Task Stopped => _stopped.Task;

    public void Start() => new Thread(Run) { Name = $"loop-{Index}", IsBackground = true }.Start();

    /// <summary>Ends the loop after the turn in progress, from any thread. What is still open is dropped.</summary>
    public void Stop()
    {
        _stopping = true;
        Wake();
    }

    /// <summary>Runs work on this loop, from any thread, in order.</summary>
    public void Post(Action<object?> run, object? state)
    {
        _posted.Enqueue(new PostedWork(run, state));
        if (Interlocked.Exchange(ref _wakePending, 1) == 0)
        {
            Wake();
        }
    }

    public void Post(LoopContinuation continuation) => Post(static state => ((LoopContinuation)state!).Resume(), continuation);

    /// <summary>
    /// Resumes at the end of this turn instead of inside the caller: whoever aborts another connection must not find itself
    /// re-entered by what that connection does next.
    /// </summary>
    public void Defer(LoopContinuation continuation) => _deferred.Add(continuation);

    /// <summary>Waits for work that runs elsewhere (DNS, files, stores) and goes on here.</summary>
    public LoopTask<T> Await<T>(Task<T> task)
    {
        LoopRule.AssertOn(this);
        return task.IsCompletedSuccessfully
#pragma warning disable RS0030 // completed: does not block
            ? new LoopTask<T>(task.Result)
#pragma warning restore RS0030
            : new LoopTask<T>(new ForeignTask<T>(this, task));
    }

    /// <summary>Connects; null when refused, unreachable or not done in time, of which <paramref name="notes"/> hears.</summary>
    public abstract LoopTask<Transport?> ConnectAsync(IPEndPoint to, long timeoutMs, ConnectNotes? notes = null);

    /// <summary>Counts and tells that an attempt to connect failed.</summary>
    protected void Failed(ConnectNotes? notes, Shortage shortage)
    {
        Counters.Shortages[(int)shortage]++;
        notes?.Failed(shortage);
    }

    /// <summary>Accepts connections until the listener is closed.</summary>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public abstract LoopListener Listen(IPEndPoint at, ListenOptions options);

    /// <summary>Connects to a Unix socket; null when nobody listens there or takes the connection in time.</summary>
    public abstract LoopTask<Transport?> ConnectLocalAsync(string path, long timeoutMs);

    /// <summary>Listens on a Unix socket that only this user may connect to.</summary>
    /// <exception cref="IOException">The path is too long, in use or not ours to write.</exception>
    public abstract LoopListener ListenLocal(string path, ListenOptions options);

    public void SetTimer(LoopTimer timer, long delayMs) => Timers.Set(timer, NowMs, delayMs);

    /// <summary>Waits at most this long (-1: without end) and handles what happened. Calls <see cref="WaitIsOver"/> before handling.</summary>
    protected abstract void Poll(int timeoutMs);

    protected abstract void Wake();

    protected abstract void Dispose();

    /// <summary>Begins a turn: the time is read anew for everything that happens in it.</summary>
    protected void WaitIsOver()
    {
        TurnBegan = Stopwatch.GetTimestamp();
        NowMs = Environment.TickCount64;
    }

    /// <summary>Posted work that arrives from here on wakes the loop again.</summary>
    /// <remarks>A full fence: were the queue looked at before others see this store, work posted in between would wake nobody.</remarks>
    protected void WokenUp() => Interlocked.Exchange(ref _wakePending, 0);

    /// <summary>Hands an exception that no request caught to the owner; the loop goes on.</summary>
    internal void Fault(Exception exception)
    {
        Counters.Faults++;
        _onFault(exception);
    }

    private void Run()
    {
        _current = this;
        try
        {
            while (!_stopping)
            {
                Turn();
            }
        }
        finally
        {
            Dispose();
            _current = null;
            _stopped.TrySetResult();
        }
    }

    private void Turn()
    {
        try
        {
            Poll(_posted.IsEmpty && _deferred.Count == 0 ? Timers.MsToNext(NowMs) : 0);
            RunPosted();
            Timers.Advance(NowMs);
            RunDeferred();
            EndOfTurn?.Invoke();
            if (NowMs >= _trimAt)
            {
                Buffers.Trim();
                _trimAt = NowMs + TrimEveryMs;
            }
        }
#pragma warning disable CA1031 // the edge of the loop: one connection's bug must not end all the others
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fault(exception);
        }

        Counters.Turn(Stopwatch.GetTimestamp() - TurnBegan);
    }

    private void RunPosted()
    {
        // Bounded by what is there now: work that posts work gets its turn after the sockets.
        for (var left = _posted.Count; left > 0 && _posted.TryDequeue(out var work); left--)
        {
            try
            {
                work.Run(work.State);
            }
#pragma warning disable CA1031 // the edge of the loop: the work behind this must get its turn
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Fault(exception);
            }
        }
    }

    private void RunDeferred()
    {
        if (_deferred.Count == 0)
        {
            return;
        }

        // What these defer in turn waits for the end of the next turn, after the sockets.
        (_deferred, _resuming) = (_resuming, _deferred);
        for (var i = 0; i < _resuming.Count; i++)
        {
            try
            {
                _resuming[i].Resume();
            }
#pragma warning disable CA1031 // the edge of the loop: the others that were deferred must go on
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Fault(exception);
            }
        }

        _resuming.Clear();
    }
}
