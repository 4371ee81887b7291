namespace Tollgate.Telemetry;

/// <summary>Which requests get spans of our own.</summary>
/// <param name="Enabled">Spans are exported at all. Where not, the trace context passes through as it came.</param>
/// <param name="Share">Part of the requests that begin a trace here, 0 to 1. A caller's own decision stands: its sampled traces are recorded, its others not.</param>
internal sealed record TraceSampling(bool Enabled, double Share)
{
    /// <summary>No spans.</summary>
    public static TraceSampling Off { get; } = new(Enabled: false, Share: 0);

    /// <summary>A trace is sampled whose id's last 63 bits are below this. Other services decide alike by the same id.</summary>
    public ulong Threshold { get; } = Share >= 1 ? 1UL << 63 : (ulong)(Math.Max(0, Share) * (1UL << 63));
}
