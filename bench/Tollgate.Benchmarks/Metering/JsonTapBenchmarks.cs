using System.Text;
using BenchmarkDotNet.Attributes;
using Tollgate.Metering;
using Tollgate.Surfaces;

namespace Tollgate.Benchmarks.Metering;

/// <summary>A chat answer of 600 bytes, and an embedding of 1,536 numbers.</summary>
[MemoryDiagnoser]
public class JsonTapBenchmarks
{
    private static readonly byte[] Chat =
        """
        {"id":"chatcmpl-AbCdEf","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"The second highest mountain in Europe is Dykh-Tau in Russia, at 5,205 metres.","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":88,"completion_tokens":20,"total_tokens":108,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}},"service_tier":"default"}
        """u8.ToArray();

    private static readonly byte[] Embedding = Encoding.UTF8.GetBytes(
        "{\"object\":\"list\",\"data\":[{\"embedding\":[" + string.Join(',', Enumerable.Range(0, 1536).Select(i => $"-0.0{10007 * (i + 1) % 99991}"))
        + "]}],\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}");

    private readonly JsonTap _tap = new();

    [Benchmark(Baseline = true)]
    public bool ChatAnswer() => Watch(Chat);

    [Benchmark]
    public bool EmbeddingAnswer() => Watch(Embedding);

    private bool Watch(byte[] body)
    {
        _tap.Reset(Dialect.OpenAi);
        _tap.Observe(body);
        return _tap.HasUsage;
    }
}
