namespace Tollgate.Balancing;

/// <summary>
/// Counts over the last stretch of time, in ten slots. Any thread adds, any thread sums; no lock. While a slot begins anew a count of
/// that moment may be lost: what is decided by these sums can bear that.
/// </summary>
internal sealed class RollingCount
{
    private const int Slots = 10;

    private readonly long[] _epochs = new long[Slots];
    private readonly long[] _counts = new long[Slots];
    private readonly long _slotMs;

    /// <summary>Nothing counted yet.</summary>
    /// <param name="windowMs">The stretch, at least ten milliseconds.</param>
    public RollingCount(long windowMs)
    {
        _slotMs = Math.Max(1, windowMs / Slots);
        Array.Fill(_epochs, -1);
    }

    public void Add(long nowMs, int count = 1)
    {
        var epoch = nowMs / _slotMs;
        var slot = (int)(epoch % Slots);
        var seen = Volatile.Read(ref _epochs[slot]);
        if (seen != epoch && Interlocked.CompareExchange(ref _epochs[slot], epoch, seen) == seen)
        {
            Volatile.Write(ref _counts[slot], 0);
        }

        Interlocked.Add(ref _counts[slot], count);
    }

    public long Sum(long nowMs)
    {
        var oldest = (nowMs / _slotMs) - Slots + 1;
        var sum = 0L;
        for (var i = 0; i < Slots; i++)
        {
            if (Volatile.Read(ref _epochs[i]) >= oldest)
            {
                sum += Volatile.Read(ref _counts[i]);
            }
        }

        return sum;
    }

    public void Clear()
    {
        for (var i = 0; i < Slots; i++)
        {
            Volatile.Write(ref _epochs[i], -1);
        }
    }
}
