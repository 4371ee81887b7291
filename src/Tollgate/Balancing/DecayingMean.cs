namespace Tollgate.Balancing;

/// <summary>
/// A mean of what was seen lately: the older a sample, the less it counts. Value and time lie in one word, so that any thread may add and
/// read without a lock.
/// </summary>
internal struct DecayingMean
{
    /// <summary>0 while nothing was seen.</summary>
    private long _packed;

    /// <summary>Whether anything was seen.</summary>
    public readonly bool HasSamples => Volatile.Read(in _packed) != 0;

    /// <summary>Adds a sample.</summary>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <param name="sample">What was seen.</param>
    /// <param name="memoryMs">Age at which a sample has lost about two thirds of its weight.</param>
    /// <param name="least">Weight of the new sample at least, however soon it follows the one before.</param>
    /// <param name="most">Its weight at most, however long nothing was seen.</param>
    public void Add(long nowMs, float sample, float memoryMs, float least, float most)
    {
        while (true)
        {
            var before = Volatile.Read(ref _packed);
            var value = sample;
            if (before != 0)
            {
                var old = ValueOf(before);
                value = old + ((sample - old) * Math.Clamp(1 - MathF.Exp(-AgeOf(before, nowMs) / memoryMs), least, most));
            }

            if (Interlocked.CompareExchange(ref _packed, Pack(value, nowMs), before) == before)
            {
                return;
            }
        }
    }

    /// <summary>The mean as of its last sample, and how old that is; false while nothing was seen.</summary>
    public readonly bool TryRead(long nowMs, out float value, out float ageMs)
    {
        var packed = Volatile.Read(in _packed);
        value = ValueOf(packed);
        ageMs = AgeOf(packed, nowMs);
        return packed != 0;
    }

    /// <summary>The lowest bit of the time is always set: what was seen is never 0.</summary>
    private static long Pack(float value, long nowMs) => ((long)BitConverter.SingleToInt32Bits(value) << 32) | (uint)nowMs | 1;

    private static float ValueOf(long packed) => BitConverter.Int32BitsToSingle((int)(packed >> 32));

    /// <summary>Right for ages below 24 days; a loop's clock may be a turn behind another's.</summary>
    private static float AgeOf(long packed, long nowMs) => Math.Max(0, (int)((uint)nowMs - (uint)packed));
}
