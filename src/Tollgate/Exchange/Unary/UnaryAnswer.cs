using Tollgate.Metering;

namespace Tollgate.Exchange.Unary;

/// <summary>What all whole answers have.</summary>
internal abstract class UnaryAnswer
{
    /// <summary>The provider's figures.</summary>
    public TokenUsage Usage { get; set; }

    /// <summary>The provider answered, and gave nothing of what was asked for; null where it did.</summary>
    public UpstreamFailure? Failure { get; set; }

    /// <summary>Prompt tokens for formats that name them: the provider's, else as counted here.</summary>
    public long InputOr(long estimate) => Usage.Source == UsageSource.Reported ? Usage.Input : estimate;
}
