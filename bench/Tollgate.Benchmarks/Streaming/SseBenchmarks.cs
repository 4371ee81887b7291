using BenchmarkDotNet.Attributes;
using Tollgate.Metering;
using Tollgate.Streaming;
using Tollgate.Surfaces;

namespace Tollgate.Benchmarks.Streaming;

/// <summary>One event of 250 bytes: find its end, and look at it in passing.</summary>
[MemoryDiagnoser]
public class SseBenchmarks
{
    private static readonly byte[] Event =
        """
        data: {"id":"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWx","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"content":" mountain"},"logprobs":null,"finish_reason":null}],"usage":null}


        """u8.ToArray();

    private SseScanner _scanner;
    private StreamTap _tap = new(Dialect.OpenAi);

    [Benchmark(Baseline = true)]
    public int FindEnd() => _scanner.Feed(Event);

    [Benchmark]
    public long Observe()
    {
        _tap.Observe(Event, 1);
        return _tap.Text.Bytes;
    }
}
