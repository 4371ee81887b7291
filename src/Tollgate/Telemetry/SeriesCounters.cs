using Tollgate.Faults;
using Tollgate.Metering;

namespace Tollgate.Telemetry;

/// <summary>What is counted per <see cref="Series"/> by one loop, or, when rendering, by all of them together.</summary>
internal sealed class SeriesCounters
{
    private readonly long[] _statuses = new long[StatusLabels.Count];
    private readonly long[] _errors = new long[ErrorClasses.Count];
    private long _attempts;
    private long _input;
    private long _output;
    private long _cached;
    private long _reasoning;
    private long _cost;
    private long _unpriced;

    /// <summary>Finished requests by <see cref="StatusLabels"/>.</summary>
    public ReadOnlySpan<long> Statuses => _statuses;

    /// <summary>Failed attempts by <see cref="ErrorClass"/>.</summary>
    public ReadOnlySpan<long> Errors => _errors;

    /// <summary>Attempts begun.</summary>
    public long Attempts => _attempts;

    /// <summary>Prompt tokens.</summary>
    public long InputTokens => _input;

    /// <summary>Completion tokens.</summary>
    public long OutputTokens => _output;

    /// <summary>Prompt tokens read from the provider's cache.</summary>
    public long CachedTokens => _cached;

    /// <summary>Completion tokens spent on reasoning.</summary>
    public long ReasoningTokens => _reasoning;

    /// <summary>Cost of priced requests in nano-USD.</summary>
    public long CostNanoUsd => _cost;

    /// <summary>Requests whose model has no price.</summary>
    public long Unpriced => _unpriced;

    /// <summary>Whole requests.</summary>
    public Histogram Duration { get; } = new(HistogramBounds.Request);

    /// <summary>Time to the first token.</summary>
    public Histogram Ttft { get; } = new(HistogramBounds.First);

    /// <summary>Time to the first byte of a raw answer.</summary>
    public Histogram Ttfa { get; } = new(HistogramBounds.First);

    /// <summary>Waiting for providers.</summary>
    public Histogram Upstream { get; } = new(HistogramBounds.Request);

    /// <summary>The gateway's own time.</summary>
    public Histogram Overhead { get; } = new(HistogramBounds.Overhead);

    /// <summary>Counts an attempt begun.</summary>
    public void CountAttempt() => _attempts++;

    /// <summary>Counts an attempt that failed.</summary>
    public void CountError(ErrorClass errorClass) => _errors[(int)errorClass]++;

    /// <summary>Counts a request finished with this status.</summary>
    public void CountStatus(int status) => _statuses[StatusLabels.IndexOf(status)]++;

    /// <summary>Counts the tokens of a request.</summary>
    public void CountTokens(TokenUsage usage)
    {
        _input += usage.Input;
        _output += usage.Output;
        _cached += usage.CachedInput;
        _reasoning += usage.Reasoning;
    }

    /// <summary>Counts the cost of a request. The sum stays below 2^63 for nine billion dollars.</summary>
    public void CountCost(Cost cost)
    {
        _cost += cost.NanoUsd;
        _unpriced += cost.State is PriceState.Unpriced ? 1 : 0;
    }

    /// <summary>Adds what another loop counted.</summary>
    public void Add(SeriesCounters other)
    {
        for (var i = 0; i < _statuses.Length; i++)
        {
            _statuses[i] += Volatile.Read(ref other._statuses[i]);
        }

        for (var i = 0; i < _errors.Length; i++)
        {
            _errors[i] += Volatile.Read(ref other._errors[i]);
        }

        _attempts += Volatile.Read(ref other._attempts);
        _input += Volatile.Read(ref other._input);
        _output += Volatile.Read(ref other._output);
        _cached += Volatile.Read(ref other._cached);
        _reasoning += Volatile.Read(ref other._reasoning);
        _cost += Volatile.Read(ref other._cost);
        _unpriced += Volatile.Read(ref other._unpriced);
        Duration.Add(other.Duration);
        Ttft.Add(other.Ttft);
        Ttfa.Add(other.Ttfa);
        Upstream.Add(other.Upstream);
        Overhead.Add(other.Overhead);
    }
}
