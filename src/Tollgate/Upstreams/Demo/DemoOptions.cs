namespace Tollgate.Upstreams.Demo;

/// <summary>How the fake provider behaves. The defaults answer at once and never fail.</summary>
internal sealed record DemoOptions
{
    /// <summary>Milliseconds before the head of an answer. Default 0.</summary>
    public int FirstByteDelayMs { get; init; }

    /// <summary>Milliseconds between two pieces of a streamed answer. Default 0: pieces go out together.</summary>
    public int ChunkDelayMs { get; init; }

    /// <summary>Length of each answer in its own tokens; by default as long as what it has to say.</summary>
    public int? Tokens { get; init; }

    /// <summary>Share by which each delay varies at random, 0 to 1. Default 0.</summary>
    public double Jitter { get; init; }

    /// <summary>Decides jitter and faults, so that a run can be repeated.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Share of the calls that fail, 0 to 1. Default 0.</summary>
    public double FaultRate { get; init; }

    /// <summary>What the failing calls do, one of these at random.</summary>
    public IReadOnlyList<DemoFault> Faults { get; init; } = [];

    /// <summary>
    /// A request may choose its own behaviour: by <c>x-mock-latency-ms</c>, <c>x-mock-chunk-ms</c>, <c>x-mock-tokens</c>,
    /// <c>x-mock-fault</c>, or by a model name such as <c>demo-429</c>. Off in the gateway, whose users are not testers.
    /// </summary>
    public bool TakesOrders { get; init; }

    /// <summary>Longest request body in bytes. Default 64 MiB.</summary>
    public long MaxBodyBytes { get; init; } = 64 * 1024 * 1024;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What the calls of all connections share.</summary>
    public DemoStore Store { get; init; } = new();
}
