using BenchmarkDotNet.Attributes;
using Tollgate.Keys;

namespace Tollgate.Benchmarks.Keys;

/// <summary>From header value to caller. Nearly all of it is SHA-256.</summary>
[MemoryDiagnoser]
public class KeyBenchmarks
{
    private readonly byte[] _known = [.. "Bearer sk-"u8, .. Enumerable.Repeat((byte)'k', 48)];
    private readonly byte[] _unknown = [.. "Bearer sk-"u8, .. Enumerable.Repeat((byte)'u', 48)];
    private readonly KeyTable _table = new(Enumerable.Range(0, 1000)
        .Select(i => (new Caller { KeyId = i, Name = $"k{i}" }, i == 0 ? "sk-" + new string('k', 48) : $"sk-{i}")));

    private readonly KeyMemo _memo = new();
    private readonly KeyHash _hash = KeyHash.Of("sk-1");

    [Benchmark]
    public bool Known() => Identify(_known);

    [Benchmark]
    public bool Unknown() => Identify(_unknown);

    [Benchmark]
    public bool TableAlone() => _table.Find(_hash) is not null;

    private bool Identify(byte[] header)
    {
        var presented = new PresentedKey([]);
        presented.AddAuthorization(header);
        return KeyCheck.Identify(_table, ref presented, 0, _memo, out _) is Tollgate.Faults.FaultCode.None;
    }
}
