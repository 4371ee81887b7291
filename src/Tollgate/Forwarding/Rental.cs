using Tollgate.Loops;
using Tollgate.Routing;

namespace Tollgate.Forwarding;

/// <summary>
/// One wait for a connection: for a place in the pool, the name's addresses, the dial, TLS. Whoever waits can leave at any moment; a
/// connection that comes too late is kept for others.
/// </summary>
internal sealed class Rental(UpstreamPool pool, Upstream upstream) : Abortable
{
    private readonly LoopSignal _done = new();
    private PoolWaiter? _waiter;
    private UpstreamConnection? _connection;
    private bool _finished;

    /// <summary>Nobody waits for it any more.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>Why there is no connection.</summary>
    public RentalEnd End { get; private set; }

    /// <summary>A new connection; null when none came in time, or whoever wanted it left: <see cref="End"/>.</summary>
    /// <param name="limitMs">Milliseconds that it may take in all, at least 1.</param>
    public async LoopTask<UpstreamConnection?> WaitAsync(long limitMs)
    {
        OpenAsync().Forget();
        if (!_finished && !IsLeft)
        {
            var deadline = new Deadline(this);
            pool.Loop.SetTimer(deadline, limitMs);
            await _done.WaitAsync();
            pool.Loop.Timers.Remove(deadline);
        }

        return _connection;
    }

    /// <inheritdoc/>
    public override void Abort(AbortReason reason)
    {
        if (_finished || IsLeft)
        {
            return;
        }

        IsLeft = true;
        End = reason == AbortReason.Deadline ? RentalEnd.TooLate : RentalEnd.Left;
        _waiter?.Leave();
        pool.Loop.Defer(_done);
    }

    /// <summary>The place in the queue that it waits at; null when it does not wait for a place any more.</summary>
    internal void Wait(PoolWaiter? waiter) => _waiter = waiter;

    /// <summary>The wait for a place took too long.</summary>
    internal void HasNoPlace() => End = IsLeft ? End : RentalEnd.NoPlace;

    /// <summary>The dial failed.</summary>
    internal void Failed(Shortage shortage) => End = IsLeft ? End : shortage switch
    {
        Shortage.None => RentalEnd.Unreachable,
        Shortage.Ports => RentalEnd.NoPorts,
        _ => RentalEnd.OwnShortage,
    };

    private async LoopTask OpenAsync()
    {
        UpstreamConnection? connection = null;
        try
        {
            connection = await pool.OpenAsync(upstream, this);
        }
        finally
        {
            if (!IsLeft)
            {
                _connection = connection;
                _finished = true;
                _done.Set();
            }
            else
            {
                connection?.Return();
            }
        }
    }

    private sealed class Deadline(Rental rental) : LoopTimer
    {
        internal override void OnDue() => rental.Abort(AbortReason.Deadline);
    }
}
