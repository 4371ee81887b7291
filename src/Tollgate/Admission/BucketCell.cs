using Tollgate.Configuration;

namespace Tollgate.Admission;

/// <summary>
/// Token bucket: in any span of time t it admits at most burst + limit × t ÷ window. And the leaky bucket, which is one without room: it admits
/// when nothing is owed, and what it admits is owed until it has flowed out at the rate of the limit, so that a pause follows in proportion.
/// </summary>
internal sealed class BucketCell : LimitCell
{
    private const long LowestLevel = -(1L << 62);

    private readonly bool _leaky;
    private readonly LevelPeaks? _peaks;
    private BucketScale _scale;
    private long _burst;
    private long _capacity;
    private long _ticksToFill;
    private long _level;
    private long _at;

    /// <summary>A full bucket.</summary>
    public BucketCell(long id, LimitRule rule, string subject, UInt128 key, long nowUs)
        : base(id, rule, subject, key)
    {
        _leaky = rule.Algorithm == LimitAlgorithm.LeakyBucket;
        _peaks = rule.IsSettled ? new LevelPeaks() : null;
        Size(rule);
        _level = _capacity;
        _at = nowUs >> _scale.Shift;
    }

    /// <inheritdoc/>
    public override long Capacity => _burst;

    /// <inheritdoc/>
    public override bool Fits(long amount, long nowUs)
    {
        Refill(nowUs);
        return amount <= _burst && _level >= Needed(amount);
    }

    /// <inheritdoc/>
    public override long Take(long amount, long nowUs)
    {
        _level -= _scale.PartsOf(amount);
        return _peaks?.Mark() ?? 0;
    }

    /// <inheritdoc/>
    public override void Charge(long amount, long nowUs)
    {
        Refill(nowUs);
        _level = Math.Max(LowestLevel, _level - _scale.PartsOf(amount));
    }

    /// <inheritdoc/>
    public override void Refund(long amount, long stamp, long nowUs)
    {
        Refill(nowUs);

        // Had it not been taken, the bucket would have run over where it came that close to its brim: that much is lost, not saved up.
        var room = _capacity - Math.Max(_level, _peaks?.Since(stamp) ?? _capacity);
        var back = Math.Min(room, _scale.PartsOf(amount));
        _level += back;
        _peaks?.Lift(stamp, back);
        _peaks?.Rise(_level);
    }

    /// <inheritdoc/>
    public override long FreeInUs(long amount, long nowUs) => amount > _burst ? long.MaxValue : After(Needed(amount), nowUs);

    /// <inheritdoc/>
    public override long Remaining(long nowUs)
    {
        Refill(nowUs);
        return !_leaky ? _level / _scale.Cost : _level < 0 ? 0 : Rule.Metric == LimitMetric.Requests ? 1 : _burst;
    }

    /// <inheritdoc/>
    public override long ResetInUs(long nowUs) => After(_capacity, nowUs);

    /// <inheritdoc/>
    protected override void Change(LimitRule rule, long nowUs)
    {
        Refill(nowUs);
        var (before, used) = (_scale, _capacity - _level);
        Size(rule);
        var scaled = ((Int128)used * _scale.Cost / before.Cost) + (used > 0 ? 1 : 0);
        _level = (long)Int128.Max(LowestLevel, _capacity - scaled);
        _peaks?.Forget(_capacity);
        _at = nowUs >> _scale.Shift;
    }

    private void Size(LimitRule rule)
    {
        _scale = BucketScale.Of(rule);
        _burst = _leaky ? rule.Limit : rule.Burst;
        _capacity = _leaky ? 0 : _scale.PartsOf(_burst);
        _ticksToFill = _scale.TicksFor(_capacity);
    }

    private long Needed(long amount) => _leaky ? 0 : _scale.PartsOf(amount);

    private void Refill(long nowUs)
    {
        var now = nowUs >> _scale.Shift;
        var elapsed = now - _at;
        if (elapsed <= 0)
        {
            return;
        }

        _at = now;
        if (elapsed < _ticksToFill)
        {
            _level = Math.Min(_capacity, _level + (elapsed * _scale.Refill));
        }
        else if (_level < 0 && elapsed < _scale.TicksFor(_capacity - _level))
        {
            _level += elapsed * _scale.Refill; // a debt: less than what is missing comes back, so nothing overflows
        }
        else
        {
            _level = _capacity;
        }

        _peaks?.Rise(_level);
    }

    /// <summary>Microseconds until the level is that high; 0 when it is.</summary>
    private long After(long level, long nowUs)
    {
        Refill(nowUs);
        return _level >= level ? 0 : Math.Max(1, ((_at + _scale.TicksFor(level - _level)) << _scale.Shift) - nowUs);
    }
}
