namespace Tollgate.Upstreams.Demo;

/// <summary>Repeatable randomness (SplitMix64). A mutable struct: keep it in a field.</summary>
internal struct DemoDice(ulong seed)
{
    private const double ToUnit = 1.0 / (1UL << 53);
    private ulong _state = seed;

    /// <summary>Uniform in 0 to 1, 1 excluded.</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * ToUnit;
    }
}
