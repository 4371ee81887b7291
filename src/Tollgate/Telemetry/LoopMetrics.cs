using Tollgate.Faults;
using Tollgate.Loops;
using Tollgate.Metering;
using Tollgate.Recording;

namespace Tollgate.Telemetry;

/// <summary>The numbers of one loop. Only the loop writes, without any synchronisation; the registry reads while it does.</summary>
/// <remarks>
/// A reader may see one field of a request counted and another not yet. Each number by itself is whole (64-bit, aligned) and a counter
/// never goes back, which is all that Prometheus asks; the next scrape has the rest.
/// </remarks>
/// <param name="engine">What the loop counts about itself.</param>
internal sealed class LoopMetrics(LoopCounters engine)
{
    /// <summary>Unused words on both sides, so that two loops' numbers never share a cache line.</summary>
    private const int Padding = 8;

    private const int CounterCount = (int)LoopCounter.StreamEvents + 1;

    private readonly long[] _counters = new long[Padding + CounterCount + Padding];
    private SeriesCounters?[] _series = [];

    /// <summary>What the loop counts about itself.</summary>
    public LoopCounters Engine => engine;

    /// <summary>Changes a counter or gauge.</summary>
    public void Add(LoopCounter counter, long difference = 1) => _counters[Padding + (int)counter] += difference;

    /// <summary>Sets a gauge.</summary>
    public void Set(LoopCounter gauge, long value) => _counters[Padding + (int)gauge] = value;

    /// <summary>Any thread: the present value.</summary>
    public long Read(LoopCounter counter) => Volatile.Read(ref _counters[Padding + (int)counter]);

    /// <summary>This loop's counters of a series; made when first used.</summary>
    public SeriesCounters For(Series series)
    {
        var all = _series;
        return series.Index < all.Length && all[series.Index] is { } counters ? counters : Make(series.Index);
    }

    /// <summary>Counts a finished request: status, tokens, times.</summary>
    public void CountRequest(Series series, RequestRecord record)
    {
        var counters = For(series);
        counters.CountStatus(record.Status);
        var trace = record.Trace;
        if (trace.Sampled)
        {
            counters.Duration.Record(record.TotalMicroseconds, trace, record.StartedUnixMilliseconds);
        }
        else
        {
            counters.Duration.Record(record.TotalMicroseconds);
        }

        counters.Overhead.Record(record.OverheadMicroseconds);
        if (record.UpstreamMicroseconds >= 0)
        {
            counters.Upstream.Record(record.UpstreamMicroseconds);
        }

        if (record.TtftMicroseconds >= 0)
        {
            if (trace.Sampled)
            {
                counters.Ttft.Record(record.TtftMicroseconds, trace, record.StartedUnixMilliseconds);
            }
            else
            {
                counters.Ttft.Record(record.TtftMicroseconds);
            }
        }

        if (record.TtfaMicroseconds >= 0)
        {
            counters.Ttfa.Record(record.TtfaMicroseconds);
        }

        var usage = record.Usage;
        if (usage.Source is not UsageSource.None)
        {
            counters.CountTokens(usage);
            counters.CountCost(record.Cost);
        }
    }

    /// <summary>Counts an attempt at a provider begun.</summary>
    public void CountAttempt(Series series) => For(series).CountAttempt();

    /// <summary>Counts an attempt at a provider failed.</summary>
    public void CountUpstreamError(Series series, ErrorClass errorClass) => For(series).CountError(errorClass);

    /// <summary>Any thread: this loop's counters of a series; null when it never used it.</summary>
    internal SeriesCounters? Peek(Series series)
    {
        var all = Volatile.Read(ref _series);
        return series.Index < all.Length ? Volatile.Read(ref all[series.Index]) : null;
    }

    private SeriesCounters Make(int index)
    {
        if (index >= _series.Length)
        {
            var grown = new SeriesCounters?[Math.Max(16, (index + 1) * 2)];
            _series.CopyTo(grown, 0);
            Volatile.Write(ref _series, grown);
        }

        var counters = new SeriesCounters();
        Volatile.Write(ref _series[index], counters);
        return counters;
    }
}
