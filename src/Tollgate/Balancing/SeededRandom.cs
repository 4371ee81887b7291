namespace Tollgate.Balancing;

/// <summary>A small random source of one loop. The same seed gives the same sequence, so that a simulation can be run again. Not for secrets.</summary>
/// <param name="seed">Any number.</param>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => StickyHash.Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (uint)bound) >> 32);

    /// <summary>A number from 0 up to, but not, 1.</summary>
    public double Unit() => StickyHash.Unit(Next());
}
