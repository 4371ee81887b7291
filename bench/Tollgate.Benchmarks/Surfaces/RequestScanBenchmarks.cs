using BenchmarkDotNet.Attributes;
using Tollgate.Surfaces;

namespace Tollgate.Benchmarks.Surfaces;

/// <summary>A 500-byte chat request: scan, and plan and write its splice.</summary>
[MemoryDiagnoser]
public class RequestScanBenchmarks
{
    private static readonly byte[] Body =
        """
        {"model":"gpt-4o-mini","stream":true,"temperature":0.7,"max_completion_tokens":256,"messages":[{"role":"system","content":"You are a helpful assistant that answers in one short sentence and never makes things up."},{"role":"user","content":"What is the tallest mountain in Europe,\nand how high is it?"},{"role":"assistant","content":"Mount Elbrus in Russia, at 5,642 metres."},{"role":"user","content":"And the second one? Answer with its name, its country and its height."}],"user":"u-12345","top_p":1}
        """u8.ToArray();

    private static readonly byte[] Model = "\"gpt-4o-mini-2024-07-18\""u8.ToArray();

    private readonly byte[] _out = new byte[1024];

    [Benchmark(Baseline = true)]
    public bool Scan() => RequestScan.TryScan(Body, EndpointShape.ChatCompletions, out _, out _);

    [Benchmark]
    public int ScanAndSplice()
    {
        RequestScan.TryScan(Body, EndpointShape.ChatCompletions, out var fields, out _);
        var edits = RequestSplice.Plan(Body, in fields, Model, wantUsage: true);
        edits.Write(Body, _out);
        return edits.SplicedLength(Body.Length);
    }
}
