namespace Tollgate.Admission.Shared;

/// <summary>
/// Permits of one cell that this replica has taken in advance and not spent. Never more than a fiftieth of the limit, those on their way included, so
/// that replicas together can spend at most limit × (1 + replicas ÷ 50) in a window: what each had in hand when it began, and the limit itself. Limits
/// below 50 have no permits in advance and are exact.
/// </summary>
/// <remarks>
/// What lies here unused for a second is given back; what a replica that dies had is lost until the window gives it back, which is the same fiftieth
/// too little. Guarded by the lock of its cell.
/// </remarks>
internal sealed class LeasePot
{
    /// <summary>Part of the limit that may be in hand.</summary>
    public const int Share = 50;

    /// <summary>Unused permits go back after so long.</summary>
    public const long LifeUs = 1_000_000;

    private const long SoonUs = 50_000;
    private const long LateUs = 250_000;

    private long _batch = 1;
    private long _drawnUs;
    private long _sinceUs;
    private long _onTheWay;

    // The latest draws, spent after those before them: what is in hand is never older than it was used, and a pot in use never goes stale.
    private long _newer;
    private long _newerStamp;
    private long _newerSinceUs;

    /// <summary>In hand.</summary>
    public long Available { get; private set; }

    /// <summary>Where the next permit came from; of several draws the oldest, so that what is given back never lands in a later window.</summary>
    public long Stamp { get; private set; }

    /// <summary>A draw that nobody waits for is under way.</summary>
    public bool IsDrawing { get; set; }

    /// <summary>Some loop looks after it from time to time.</summary>
    public bool IsTended { get; set; }

    /// <summary>What the store had left when it was last asked.</summary>
    public long LeftElsewhere { get; private set; }

    /// <summary>When nothing will be used any more, as the store said, in microseconds.</summary>
    public long ResetUs { get; private set; }

    /// <summary>Few are left: it is time to draw.</summary>
    public bool IsLow => Available < (_batch + 1) / 2;

    /// <summary>Takes permits out, the oldest first, if there are enough.</summary>
    public bool TrySpend(long amount)
    {
        if (amount > Available)
        {
            return false;
        }

        Available -= amount;
        if (Available <= _newer)
        {
            Age();
        }

        return true;
    }

    /// <summary>Puts back what was not spent after all.</summary>
    public void Unspend(long amount) => Available += amount;

    /// <summary>How many to draw in advance now; they count as on their way until <see cref="Drawn"/>.</summary>
    public long Plan(long limit, long nowUs)
    {
        var most = limit / Share;
        var since = nowUs - _drawnUs;
        _drawnUs = nowUs;

        // As many as are spent in about a tenth of a second.
        _batch = Math.Clamp(since < SoonUs ? _batch * 2 : since > LateUs ? _batch / 2 : _batch, 1, Math.Max(1, most));
        var planned = Math.Clamp(_batch, 0, Math.Max(0, most - Available - _onTheWay));
        _onTheWay += planned;
        return planned;
    }

    /// <summary>The draw is over.</summary>
    /// <param name="planned">What <see cref="Plan"/> said.</param>
    /// <param name="granted">How many came, beyond what the request itself needed.</param>
    /// <param name="stamp">The store's stamp of it.</param>
    /// <param name="nowUs">The present time.</param>
    public void Drawn(long planned, long granted, long stamp, long nowUs)
    {
        _onTheWay -= planned;
        if (granted <= 0)
        {
            return;
        }

        if (Available == 0)
        {
            (Stamp, _sinceUs) = (stamp, nowUs);
        }
        else
        {
            if (_newer == 0)
            {
                (_newerStamp, _newerSinceUs) = (stamp, nowUs);
            }

            _newer += granted;
        }

        Available += granted;
    }

    /// <summary>How the store said it stands.</summary>
    public void Note(long left, long resetUs) => (LeftElsewhere, ResetUs) = (left, resetUs);

    /// <summary>Takes out what has been in hand for too long, or at the end everything. To be called until there is nothing.</summary>
    /// <param name="nowUs">The present time.</param>
    /// <param name="stamp">Where it came from.</param>
    /// <param name="all">At the end.</param>
    public long TakeStale(long nowUs, out long stamp, bool all = false)
    {
        stamp = Stamp;
        if (Available == 0 || (!all && nowUs - _sinceUs < LifeUs))
        {
            return 0;
        }

        var stale = Available - _newer;
        Available = _newer;
        Age();
        return stale;
    }

    /// <summary>The store was lost: what was in hand is not known there any more.</summary>
    public void Forget() => Available = _newer = 0;

    /// <summary>Only the latest draws are left: they are the oldest now.</summary>
    private void Age()
    {
        if (_newer > 0)
        {
            (Stamp, _sinceUs, _newer) = (_newerStamp, _newerSinceUs, 0);
        }
    }
}
