using Tollgate.Forwarding;
using Tollgate.Http1;

namespace Tollgate.Attempts;

/// <summary>One of the two attempts of a <see cref="Hedge"/>.</summary>
internal sealed class HedgeArm
{
    /// <summary>The candidate.</summary>
    public required int Index { get; init; }

    /// <summary>Its breaker's pass.</summary>
    public required int Pass { get; init; }

    /// <summary>Its number in the request's trace.</summary>
    public int Number { get; init; }

    public UpstreamConnection? Connection { get; set; }

    public ResponseHead? Answer { get; set; }

    /// <summary>When its request had been sent, in <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public long Sent { get; set; }

    /// <summary>It had less time than the provider may take: what was left of the whole.</summary>
    public bool WasCutShort { get; set; }

    /// <summary>Its answer's head came, or it failed.</summary>
    public bool IsDone { get; set; }

    /// <summary>The other one was taken: whatever comes of this one is thrown away.</summary>
    public bool IsLost { get; set; }

    public HeadOutcome Outcome { get; set; } = HeadOutcome.NoAnswer;

    /// <summary>It has an answer that a client can use.</summary>
    public bool IsGood => IsDone && Outcome == HeadOutcome.Ok && Answer!.Status is < 500 and not 429;
}
