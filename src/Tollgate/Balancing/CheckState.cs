namespace Tollgate.Balancing;

/// <summary>What the health checks of one provider account found; its targets share it. One loop writes, all read.</summary>
/// <param name="identity">The account.</param>
internal sealed class CheckState(string identity)
{
    private volatile bool _unhealthy;
    private long _returnedAtMs = long.MinValue;
    private long _dueMs = long.MinValue;
    private int _inRow;
    private long _checks;
    private long _failures;

    public string Identity { get; } = identity;

    /// <summary>It fails its checks: its targets get nothing.</summary>
    public bool IsUnhealthy => _unhealthy;

    /// <summary>When it returned, in loop milliseconds; <see cref="long.MinValue"/> for never having been away.</summary>
    public long ReturnedAtMs => Volatile.Read(ref _returnedAtMs);

    /// <summary>Checks done.</summary>
    public long Checks => Volatile.Read(ref _checks);

    /// <summary>Of them failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Whether a check is due; whoever gets true does it. The next is due at <paramref name="nextMs"/>.</summary>
    public bool TryBegin(long nowMs, long nextMs)
    {
        var due = Volatile.Read(ref _dueMs);
        return nowMs >= due && Interlocked.CompareExchange(ref _dueMs, nextMs, due) == due;
    }

    /// <summary>Takes one result. True when it changed whether the provider is in rotation.</summary>
    public bool Report(bool healthy, long nowMs, HealthCheck check)
    {
        Interlocked.Increment(ref _checks);
        if (!healthy)
        {
            Interlocked.Increment(ref _failures);
        }

        if (healthy != _unhealthy)
        {
            _inRow = 0;
            return false;
        }

        if (++_inRow < (healthy ? check.HealthyAfter : check.UnhealthyAfter))
        {
            return false;
        }

        _inRow = 0;
        if (healthy)
        {
            Volatile.Write(ref _returnedAtMs, nowMs);
        }

        _unhealthy = !healthy;
        return true;
    }

    /// <summary>Checks were switched off: what they found does not count any more.</summary>
    public void Forget()
    {
        _unhealthy = false;
        _inRow = 0;
    }
}
