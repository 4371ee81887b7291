namespace Tollgate.Tests.Balancing;

/// <summary>What came of a simulation.</summary>
internal sealed class FleetResult(int targets)
{
    private double _latency;
    private double _cost;
    private double _load;
    private int _failures;

    public int[] Counts { get; } = new int[targets];

    public int Requests { get; private set; }

    public double MeanLatencyMs => _latency / Requests;

    public double MeanCost => _cost / Requests;

    public double FailureShare => (double)_failures / Requests;

    public double MeanLoad => _load / Requests;

    public void Add(int target, double latencyMs, bool failed, double cost, int inFlight)
    {
        Counts[target]++;
        Requests++;
        _latency += latencyMs;
        _cost += cost;
        _load += inFlight;
        _failures += failed ? 1 : 0;
    }
}
