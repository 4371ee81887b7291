namespace Tollgate.Metering;

/// <summary>Tokens and cost of many requests together, since the process began. Any loop adds, any thread reads.</summary>
internal abstract class SpentTotals
{
    private long _inputTokens;
    private long _outputTokens;
    private long _costNanoUsd;

    public long InputTokens => Volatile.Read(ref _inputTokens);

    public long OutputTokens => Volatile.Read(ref _outputTokens);

    /// <summary>In nano-USD.</summary>
    public long CostNanoUsd => Volatile.Read(ref _costNanoUsd);

    protected void Spend(TokenUsage usage, long costNanoUsd)
    {
        Interlocked.Add(ref _inputTokens, usage.Input);
        Interlocked.Add(ref _outputTokens, usage.Output);
        Interlocked.Add(ref _costNanoUsd, costNanoUsd);
    }
}
