namespace Tollgate.Forwarding;

/// <summary>
/// How many connections one upstream account may have over all loops. Loops count here and wait by themselves; when one frees a place
/// that another loop waits for, it tells that loop's pool.
/// </summary>
internal sealed class ConnectionBudget(int slot)
{
    private readonly Lock _poolsLock = new();
    private UpstreamPool[] _pools = [];
    private int _open;
    private int _idle;
    private int _maxOpen;
    private int _maxIdle;

    /// <summary>Number of the account, from 0 without gaps: indexes per-loop tables.</summary>
    public int Slot { get; } = slot;

    /// <summary>Connections open or being opened, over all loops.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections kept alive without a request, over all loops.</summary>
    public int Idle => Volatile.Read(ref _idle);

    /// <summary>Takes the limits of the newest snapshot. Connections over a lowered limit end as they are returned.</summary>
    public void Limit(int maxOpen, int maxIdle)
    {
        Volatile.Write(ref _maxOpen, maxOpen);
        Volatile.Write(ref _maxIdle, maxIdle);
    }

    public void Join(UpstreamPool pool)
    {
        lock (_poolsLock)
        {
            _pools = [.. _pools, pool];
        }
    }

    public void Leave(UpstreamPool pool)
    {
        lock (_poolsLock)
        {
            _pools = Array.FindAll(_pools, other => !ReferenceEquals(other, pool));
        }
    }

    public bool TryOpen() => TryTake(ref _open, Volatile.Read(ref _maxOpen));

    public bool TryKeepIdle() => TryTake(ref _idle, Volatile.Read(ref _maxIdle));

    public void TakenFromIdle() => Interlocked.Decrement(ref _idle);

    /// <summary>A connection is gone: its place goes to whoever waits.</summary>
    public void Closed(UpstreamPool by)
    {
        Interlocked.Decrement(ref _open);
        if (!by.ServeWaiter())
        {
            OfferElsewhere(by);
        }
    }

    /// <summary>Requests on other loops wait for a connection.</summary>
    public bool IsWantedElsewhere(UpstreamPool but) => FindWaiting(but) is not null;

    /// <summary>All places are taken: whoever keeps an idle connection is asked to close one.</summary>
    public void AskForIdle(UpstreamPool by)
    {
        if (Idle == 0)
        {
            return; // what is returned from now on sees the waiter
        }

        foreach (var pool in Volatile.Read(ref _pools))
        {
            if (!ReferenceEquals(pool, by))
            {
                pool.Loop.Post(static state => ((UpstreamPool)state!).GiveUpIdle(), pool);
            }
        }
    }

    /// <summary>Tells one pool that waits about a free place; if its waiters have left by then, the next.</summary>
    private void OfferElsewhere(UpstreamPool but)
    {
        if (FindWaiting(but) is { } waiting)
        {
            waiting.Loop.Post(
                static state =>
                {
                    var (budget, pool) = ((ConnectionBudget, UpstreamPool))state!;
                    if (!pool.ServeWaiter())
                    {
                        budget.OfferElsewhere(pool);
                    }
                },
                (this, waiting));
        }
    }

    private UpstreamPool? FindWaiting(UpstreamPool but)
    {
        foreach (var pool in Volatile.Read(ref _pools))
        {
            if (!ReferenceEquals(pool, but) && pool.HasWaiters)
            {
                return pool;
            }
        }

        return null;
    }

    private static bool TryTake(ref int count, int limit)
    {
        if (Interlocked.Increment(ref count) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }
}
