using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Forwarding;

/// <summary>One loop's connections to one upstream account. Last in, first out: the warmest serves next and the coldest ages out.</summary>
internal sealed class UpstreamPool
{
    /// <summary>A connection is not used for longer, so that a change of addresses behind a name is followed.</summary>
    private const long LifetimeMs = 5 * 60_000;

    /// <summary>Idle connections are closed after this; most servers close theirs after 60–75 s, and a race with that is a failed send.</summary>
    private const long IdleMs = 55_000;

    private const long SweepEveryMs = 5_000;

    private readonly IUpstreamDialer _dialer;
    private readonly ConnectionBudget _budget;
    private readonly List<UpstreamConnection> _idle = [];
    private readonly LinkedList<PoolWaiter> _waiters = new();
    private readonly Sweep _sweep;
    private int _waiting;

    public UpstreamPool(EventLoop loop, IUpstreamDialer dialer, ConnectionBudget budget)
    {
        Loop = loop;
        _dialer = dialer;
        _budget = budget;
        _sweep = new Sweep(this);
        budget.Join(this);
    }

    public EventLoop Loop { get; }

    /// <summary>The places that this pool shares with those of other loops.</summary>
    public ConnectionBudget Budget => _budget;

    public int IdleCount => _idle.Count;

    /// <summary>Requests wait here for a connection. Read from other loops too.</summary>
    public bool HasWaiters => Volatile.Read(ref _waiting) > 0;

    /// <summary>An idle connection that is fit to serve; null when there is none.</summary>
    public UpstreamConnection? TryRent()
    {
        while (_idle.Count > 0)
        {
            var connection = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            _budget.TakenFromIdle();
            if (connection.IsFit(Loop.NowMs, LifetimeMs))
            {
                return connection;
            }

            connection.Close();
        }

        return null;
    }

    /// <summary>An idle connection, or a new one. Null when none could be had in the provider's connect time.</summary>
    /// <param name="upstream">Whose connection; decides deadlines and TLS.</param>
    /// <param name="fresh">Idle ones are not trusted: one of them has just turned out to be dead.</param>
    public LoopTask<UpstreamConnection?> RentAsync(Upstream upstream, bool fresh) =>
        !fresh && TryRent() is { } idle ? new LoopTask<UpstreamConnection?>(idle) : OpenAsync(upstream, null);

    public void Return(UpstreamConnection connection)
    {
        connection.Transport.ClearDeadline();
        connection.Reused = true;
        connection.Transport.WatchIdle();
        if (!connection.IsFit(Loop.NowMs, LifetimeMs))
        {
            connection.Close();
            return;
        }

        if (TakeWaiter() is { } waiter)
        {
            waiter.Serve(connection);
            return;
        }

        if (!_budget.TryKeepIdle())
        {
            connection.Close();
            return;
        }

        if (_budget.IsWantedElsewhere(this))
        {
            // Kept here, it would hold the place that a request on another loop waits for.
            _budget.TakenFromIdle();
            connection.Close();
            return;
        }

        connection.IdleSince = Loop.NowMs;
        _idle.Add(connection);
        if (!_sweep.IsSet)
        {
            Loop.SetTimer(_sweep, SweepEveryMs);
        }
    }

    /// <summary>A place is free: lets the first waiter of this loop connect. False when nobody waits here.</summary>
    public bool ServeWaiter()
    {
        var waiter = TakeWaiter();
        waiter?.Serve(null);
        return waiter is not null;
    }

    /// <summary>Another loop waits for a place: an idle connection gives up its own.</summary>
    public void GiveUpIdle()
    {
        if (_idle.Count > 0 && !HasWaiters)
        {
            CloseIdleAt(0);
        }
    }

    /// <summary>A connection of this pool is gone.</summary>
    internal void Closed() => _budget.Closed(this);

    /// <summary>Closes what is idle, for a provider that no snapshot knows any more.</summary>
    internal void Drain()
    {
        for (var i = _idle.Count - 1; i >= 0; i--)
        {
            CloseIdleAt(i);
        }
    }

    /// <summary>Waits for a place and connects. A place that comes for a rental that was left goes to the next.</summary>
    internal async LoopTask<UpstreamConnection?> OpenAsync(Upstream upstream, Rental? rental)
    {
        while (!_budget.TryOpen())
        {
            if (_idle.Count > 0)
            {
                CloseIdleAt(0); // one that must not be used for this request holds the place
                continue;
            }

            var waiter = new PoolWaiter(this);
            waiter.Node = _waiters.AddLast(waiter);
            Interlocked.Increment(ref _waiting);

            // A place may have come free before this waiter could be seen; and idle connections of other loops hold places too.
            if (_budget.TryOpen())
            {
                Forget(waiter);
                break;
            }

            _budget.AskForIdle(this);
            rental?.Wait(waiter);
            Loop.SetTimer(waiter, upstream.Deadlines.Connect);
            await waiter.Signal.WaitAsync();
            Loop.Timers.Remove(waiter);
            rental?.Wait(null);
            if (waiter.Connection is { } given)
            {
                return given;
            }

            if (waiter.TimedOut)
            {
                rental?.HasNoPlace();
                return null;
            }
        }

        Transport? transport = null;
        try
        {
            if (rental is not { IsLeft: true })
            {
                var notes = new ConnectNotes();
                transport = await _dialer.ConnectAsync(Loop, upstream, notes);
                if (transport is null)
                {
                    rental?.Failed(notes.Shortage);
                }
            }
        }
        finally
        {
            if (transport is null)
            {
                _budget.Closed(this); // also after an exception: a place that is lost is lost for good
            }
        }

        return transport is null ? null : new UpstreamConnection(transport, this);
    }

    private PoolWaiter? TakeWaiter()
    {
        if (_waiters.First is not { } first)
        {
            return null;
        }

        Forget(first.Value);
        return first.Value;
    }

    internal void Forget(PoolWaiter waiter)
    {
        _waiters.Remove(waiter.Node!);
        Interlocked.Decrement(ref _waiting);
    }

    private void SweepIdle()
    {
        for (var i = _idle.Count - 1; i >= 0; i--)
        {
            if (Loop.NowMs - _idle[i].IdleSince >= IdleMs || !_idle[i].IsFit(Loop.NowMs, LifetimeMs))
            {
                CloseIdleAt(i);
            }
        }

        if (_idle.Count > 0)
        {
            Loop.SetTimer(_sweep, SweepEveryMs);
        }
    }

    private void CloseIdleAt(int index)
    {
        var connection = _idle[index];
        _idle.RemoveAt(index);
        _budget.TakenFromIdle();
        connection.Close();
    }

    private sealed class Sweep(UpstreamPool pool) : LoopTimer
    {
        internal override void OnDue() => pool.SweepIdle();
    }
}
