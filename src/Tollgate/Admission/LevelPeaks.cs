namespace Tollgate.Admission;

/// <summary>
/// How high a bucket has stood since each of the last amounts was taken from it: a falling line of peaks. At most 16 of them; beyond that the
/// oldest two become one that stands in for both, and is too high for the older, so that less comes back and never more.
/// </summary>
internal sealed class LevelPeaks
{
    private const int Max = 16;

    private readonly (long Mark, long Level)[] _peaks = new (long, long)[Max];
    private int _count;
    private long _mark;

    /// <summary>Something was taken just now.</summary>
    /// <returns>A number to ask <see cref="Since"/> by.</returns>
    public long Mark() => ++_mark;

    /// <summary>The level has risen to this.</summary>
    public void Rise(long level)
    {
        while (_count > 0 && _peaks[_count - 1].Level <= level)
        {
            _count--;
        }

        if (_count > 0 && _peaks[_count - 1].Mark == _mark)
        {
            return;
        }

        if (_count == Max)
        {
            _peaks[1].Level = _peaks[0].Level;
            Array.Copy(_peaks, 1, _peaks, 0, --_count);
        }

        _peaks[_count++] = (_mark, level);
    }

    /// <summary>The highest level since that mark; the lowest there is where it has not risen since.</summary>
    public long Since(long mark)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_peaks[i].Mark >= mark)
            {
                return _peaks[i].Level;
            }
        }

        return long.MinValue / 2;
    }

    /// <summary>What was taken at that mark would not have been taken: the level would have stood so much higher since.</summary>
    public void Lift(long mark, long by)
    {
        var first = 0;
        while (first < _count && _peaks[first].Mark < mark)
        {
            first++;
        }

        for (var i = first; i < _count; i++)
        {
            _peaks[i].Level += by;
        }

        var kept = first;
        while (kept > 0 && first < _count && _peaks[kept - 1].Level <= _peaks[first].Level)
        {
            kept--;
        }

        Array.Copy(_peaks, first, _peaks, kept, _count - first);
        _count -= first - kept;
    }

    /// <summary>The levels mean something else now: what was taken before is taken for good.</summary>
    public void Forget(long capacity)
    {
        _count = 0;
        Rise(capacity);
        _mark++;
    }
}
