using Tollgate.Telemetry;

namespace Tollgate.Admission.Queueing;

/// <summary>
/// The requests that wait for room in one cell. Tenants take turns, and so do the keys of a tenant; for one key the oldest comes first. One
/// place at a time is called to try, on its own loop, so that room that opens wakes one and not all.
/// </summary>
/// <remarks>
/// No wake-up is lost: who joins is called if it is the first, and so tries again after it has become visible; room that comes back while the
/// called one tries is remembered, and it tries again; whoever leaves in whatever way hands the call on. A place that tried in vain rests
/// until <see cref="Wake"/>, which it also asks a timer for when the cell knows the moment. The lock is held for a few steps, never over a try.
/// </remarks>
internal sealed class QueueLine(QueueMeter meter) : LimitWaiters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Org, string Key), TenantLane> _byTenant = [];
    private readonly LaneSet<TenantLane> _tenants = new();
    private QueuePlace? _oldest;
    private QueuePlace? _newest;
    private QueuePlace? _called;
    private QueuePlace? _resting;
    private bool _trying;
    private bool _again;
    private int _count;
    private long _oldestNumber = long.MaxValue;
    private long _calledNumber = -1;

    /// <summary>What is counted about it.</summary>
    public QueueMeter Meter => meter;

    /// <inheritdoc/>
    public override bool Any => Volatile.Read(ref _count) > 0;

    /// <inheritdoc/>
    public override int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public override long OldestWaitMs => OldestSinceMs is >= 0 and var since ? Math.Max(0, Environment.TickCount64 - since) : 0;

    /// <summary>Since when the oldest has been waiting, in the loops' milliseconds; -1 when nobody waits.</summary>
    public long OldestSinceMs
    {
        get
        {
            lock (_gate)
            {
                return _oldest?.SinceMs ?? -1;
            }
        }
    }

    /// <summary>
    /// Whether somebody of this queue comes before a request of that age: someone older, unless it is that request's turn here.
    /// Of two queues that wait for each other's cell, the one with the oldest request therefore moves on.
    /// </summary>
    public override bool Precedes(long number) =>
        Volatile.Read(ref _oldestNumber) < number && Volatile.Read(ref _calledNumber) != number;

    /// <inheritdoc/>
    public override void Wake()
    {
        if (!Any)
        {
            return; // who joins from here on tries afterwards, and the cell's lock lets it see what was given back
        }

        QueuePlace? called;
        lock (_gate)
        {
            _again = true;
            _resting = null;
            called = Call();
        }

        called?.Notify();
    }

    /// <summary>Takes a place by its age, and makes room if that is one too many. The place is called at once if it is the first.</summary>
    /// <param name="place">A place that stands in no queue.</param>
    /// <param name="max">Most requests that may wait here, at least 1.</param>
    public void Join(QueuePlace place, int max)
    {
        QueuePlace? evicted = null;
        QueuePlace? called;
        lock (_gate)
        {
            Insert(place);
            if (_count > max)
            {
                evicted = Victim(place.Lane!);
            }

            if (evicted is not null)
            {
                Remove(evicted);
                meter.CountEviction();
            }

            called = Call();
        }

        evicted?.Notify();
        called?.Notify();
    }

    /// <summary>What a place should know. After <see cref="QueueNews.Turn"/> it tries, and then calls one of the methods below.</summary>
    public QueueNews Look(QueuePlace place)
    {
        lock (_gate)
        {
            if (place.Lane is null)
            {
                return QueueNews.Evicted;
            }

            if (_called != place || _trying)
            {
                return QueueNews.None;
            }

            _trying = true;
            _again = false;
            return QueueNews.Turn;
        }
    }

    /// <summary>The place tried in vain. True when room may have come back meanwhile: it tries again.</summary>
    /// <param name="place">Who has tried.</param>
    /// <param name="max">Most requests that may wait here; one that came while this tried may have been one too many.</param>
    public bool Stay(QueuePlace place, int max)
    {
        QueuePlace? evicted = null;
        QueuePlace? called = null;
        lock (_gate)
        {
            if (_again)
            {
                _again = false;
                return true;
            }

            Uncall();
            _resting = place;
            if (_count > max)
            {
                evicted = Victim(place.Lane!);
                Remove(evicted!);
                meter.CountEviction();
            }

            called = Call();
        }

        evicted?.Notify();
        called?.Notify();
        return false;
    }

    /// <summary>The place got what it waited for: it leaves, its key's and its tenant's turn is over, and the next is called.</summary>
    public void Serve(QueuePlace place)
    {
        QueuePlace? called;
        lock (_gate)
        {
            var lane = place.Lane!;
            var tenant = lane.Tenant;
            Remove(place);
            if (lane.Count > 0)
            {
                Pass(tenant.Keys, lane);
            }

            if (tenant.Count > 0)
            {
                Pass(_tenants, tenant);
            }

            called = Call();
        }

        called?.Notify();
    }

    /// <summary>The place gives up or goes on to another queue. Its tenant keeps the turn.</summary>
    public void Leave(QueuePlace place)
    {
        QueuePlace? called = null;
        lock (_gate)
        {
            if (place.Lane is not null)
            {
                Remove(place);
                called = Call();
            }
        }

        called?.Notify();
    }

    /// <summary>How many would be served before this one if all were of one key, plus one; no more than <paramref name="most"/> are counted.</summary>
    public int PositionOf(QueuePlace place, int most)
    {
        var position = 1;
        lock (_gate)
        {
            for (var other = place.Older; other is not null && position < most; other = other.Older)
            {
                position++;
            }
        }

        return position;
    }

    private static void Pass<T>(LaneSet<T> lanes, T lane)
        where T : QueueLane<T>
    {
        if (lanes.Turn == lane)
        {
            lanes.Advance();
        }
    }

    /// <summary>Calls whose turn it is, unless somebody is called already or that one has just tried in vain.</summary>
    private QueuePlace? Call()
    {
        if (_called is not null || _tenants.Turn?.First is not { } next || next == _resting)
        {
            return null;
        }

        _called = next;
        _resting = null;
        Volatile.Write(ref _calledNumber, next.Number);
        return next;
    }

    private void Uncall()
    {
        _called = null;
        _trying = false;
        Volatile.Write(ref _calledNumber, -1);
    }

    /// <summary>The oldest request of the fullest key of the fullest tenant that is not trying just now; the newcomer's own where several are as full.</summary>
    private QueuePlace? Victim(KeyLane newcomers)
    {
        var tenant = _tenants.Fullest(newcomers.Tenant);
        var lane = tenant.Keys.Fullest(tenant == newcomers.Tenant ? newcomers : tenant.Keys.Turn!);
        var victim = lane.First!;
        if (!IsTrying(victim))
        {
            return victim;
        }

        victim = victim.Behind ?? _oldest!;
        return IsTrying(victim) ? victim.Newer : victim;
    }

    private bool IsTrying(QueuePlace place) => _trying && _called == place;

    private void Insert(QueuePlace place)
    {
        (string Org, string Key) identity = place.Org.Length > 0 ? (place.Org, "") : ("", place.Key);
        if (!_byTenant.TryGetValue(identity, out var tenant))
        {
            tenant = new TenantLane(identity);
            _byTenant.Add(identity, tenant);
        }

        tenant.Insert(place);
        _tenants.Grow(tenant);
        InsertByAge(place);
        Volatile.Write(ref _count, _count + 1);
        meter.AddDepth(1);
    }

    private void InsertByAge(QueuePlace place)
    {
        var older = _newest;
        while (older is not null && older.Number > place.Number)
        {
            older = older.Older;
        }

        place.Older = older;
        place.Newer = older is null ? _oldest : older.Newer;
        if (older is not null)
        {
            older.Newer = place;
        }
        else
        {
            _oldest = place;
            Volatile.Write(ref _oldestNumber, place.Number);
        }

        if (place.Newer is not null)
        {
            place.Newer.Older = place;
        }
        else
        {
            _newest = place;
        }
    }

    private void Remove(QueuePlace place)
    {
        if (_called == place)
        {
            Uncall();
        }

        if (_resting == place)
        {
            _resting = null;
        }

        var tenant = place.Lane!.Tenant;
        tenant.Remove(place);
        if (_tenants.Shrink(tenant))
        {
            _byTenant.Remove(tenant.Identity);
        }

        if (place.Older is not null)
        {
            place.Older.Newer = place.Newer;
        }
        else
        {
            _oldest = place.Newer;
            Volatile.Write(ref _oldestNumber, _oldest?.Number ?? long.MaxValue);
        }

        if (place.Newer is not null)
        {
            place.Newer.Older = place.Older;
        }
        else
        {
            _newest = place.Older;
        }

        place.Older = place.Newer = null;
        Volatile.Write(ref _count, _count - 1);
        meter.AddDepth(-1);
    }
}
