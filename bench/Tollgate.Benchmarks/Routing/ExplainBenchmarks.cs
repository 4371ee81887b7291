using System.Diagnostics;
using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Benchmarks.Recording;
using Tollgate.Configuration;
using Tollgate.Recording;
using Tollgate.Recording.Journal;
using Tollgate.Routing;
using Tollgate.Routing.Explain;

namespace Tollgate.Benchmarks.Routing;

/// <summary>What it costs a request to remember its way and to write it down: the record without, with one candidate, with ten of which two were asked.</summary>
[MemoryDiagnoser]
[MinColumn]
public class ExplainBenchmarks
{
    private readonly RequestRecord _plain = SampleRecord.Create();
    private readonly RequestRecord _one = SampleRecord.Create();
    private readonly RequestRecord _ten = SampleRecord.Create();
    private readonly RouteTrace _trace = new();
    private readonly byte[] _frame = new byte[RecordCodec.MaxBytes];
    private readonly Route _single = RouteOf(1);
    private readonly Route _wide = RouteOf(10);
    private readonly Exclusion[] _exclusions = new Exclusion[10];
    private readonly float[] _scores = [.. Enumerable.Range(0, 10).Select(i => i * 1.5f)];

    [GlobalSetup]
    public void Fill()
    {
        _one.Explain = new RouteTrace();
        Trace(_one.Explain, _single, 1);
        _ten.Explain = new RouteTrace();
        Trace(_ten.Explain, _wide, 2);
    }

    [Benchmark(Baseline = true)]
    public int Encode() => RecordCodec.Write(_plain, default, 0, _frame);

    [Benchmark]
    public int EncodeOneCandidate() => RecordCodec.Write(_one, default, 0, _frame);

    [Benchmark]
    public int EncodeTenCandidates() => RecordCodec.Write(_ten, default, 0, _frame);

    /// <summary>With one reading of the clock, which is most of it.</summary>
    [Benchmark]
    public int TraceOneCandidate() => Trace(_trace, _single, 1);

    [Benchmark]
    public int TraceTenCandidates() => Trace(_trace, _wide, 2);

    private static Route RouteOf(int count)
    {
        var config = new GatewayConfig
        {
            Providers =
            [
                .. Enumerable.Range(0, count).Select(i => new ProviderConfig
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"provider-{i}"),
                    Kind = "vllm",
                    BaseUrl = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{8000 + i}/v1"),
                }),
            ],
            Models =
            [
                new ModelConfig
                {
                    Name = "m",
                    Targets =
                    [
                        .. Enumerable.Range(0, count).Select(i => new TargetConfig { Provider = string.Create(CultureInfo.InvariantCulture, $"provider-{i}"), Model = "gpt-4o-mini-2024-07-18" }),
                    ],
                },
            ],
        };
        return ConfigSnapshot.Compile(config, 1).Resolve(Encoding.UTF8.GetBytes("m"))!;
    }

    private int Trace(RouteTrace trace, Route route, int attempts)
    {
        trace.Reset();
        var began = Stopwatch.GetTimestamp();
        trace.Begin(route, route.Candidates, began);
        for (var i = 0; i < attempts; i++)
        {
            trace.Considered(_exclusions.AsSpan(0, route.Candidates.Length), _scores);
            trace.AttemptBegan(i, i == 0 ? AttemptCause.First : AttemptCause.NextTarget);
            trace.AttemptEnded(i, AttemptOutcome.Answered, i == attempts - 1 ? 200 : 503, began + (Stopwatch.Frequency / 3));
        }

        return trace.AttemptCount;
    }
}
