using System.Diagnostics;
using Tollgate.Attempts;
using Tollgate.Balancing;

namespace Tollgate.Routing.Explain;

/// <summary>
/// How a request found its target: who was considered, who was passed over and why, who was asked. Rented for a request that has a route, filled in
/// on the way, written to the journal with its record. Ten thousand idle streams hold one each, so its arrays have the size that was needed.
/// </summary>
internal sealed class RouteTrace
{
    /// <summary>Attempts kept; those behind are not. Three and one hedged beside each is the most that there can be.</summary>
    public const int MaxAttempts = 8;

    private Exclusion[] _exclusions = [];
    private float[] _scores = [];
    private AttemptTrace[] _attempts = new AttemptTrace[1];
    private ulong _considered;
    private long _origin;

    /// <summary>The route, whose candidates include those that the request could not use.</summary>
    public Route Route { get; private set; } = null!;

    /// <summary>Those that it could use; indices count in these.</summary>
    public Deployment[] Candidates { get; private set; } = [];

    /// <summary>Name of the experiment that it took part in, UTF-8; null for none.</summary>
    public byte[]? Experiment { get; set; }

    /// <summary>Name of the experiment's arm, UTF-8; null for none.</summary>
    public byte[]? Arm { get; set; }

    /// <summary>What stickiness did.</summary>
    public StickyOutcome Sticky { get; set; }

    public ReadOnlySpan<AttemptTrace> Attempts => _attempts.AsSpan(0, AttemptCount);

    /// <summary>Attempts kept.</summary>
    public int AttemptCount { get; private set; }

    /// <summary>The last attempt went on with a stream that had broken off.</summary>
    public bool IsContinued => AttemptCount > 0 && _attempts[AttemptCount - 1].IsContinuation;

    /// <summary>Begins with the candidates of a request.</summary>
    /// <param name="route">Its route.</param>
    /// <param name="candidates">Those of the route's that it can use, <see cref="BalancingStage.MaxCandidates"/> at most.</param>
    /// <param name="origin">When the request began, in <see cref="Stopwatch"/> ticks.</param>
    public void Begin(Route route, Deployment[] candidates, long origin)
    {
        Route = route;
        Candidates = candidates;
        IsByProvider = false;
        _origin = origin;
    }

    /// <summary>The client named the provider itself.</summary>
    public bool IsByProvider { get; set; }

    /// <summary>Whether a candidate may be asked, and what the choice went by. The last word on each counts; that one was tried is seen from the attempts.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="exclusion">Why not.</param>
    /// <param name="score">The lower the better; NaN where it was not compared.</param>
    public void Considered(int index, Exclusion exclusion, float score)
    {
        if (exclusion == Exclusion.Tried || (uint)index >= (uint)Math.Min(Candidates.Length, BalancingStage.MaxCandidates))
        {
            return;
        }

        if (Candidates.Length == 1 && exclusion == Exclusion.None)
        {
            _considered = 0; // nothing to tell: no room is needed for it
            return;
        }

        if (_exclusions.Length < Candidates.Length)
        {
            _exclusions = new Exclusion[Candidates.Length];
            _scores = new float[Candidates.Length];
        }

        _considered |= 1UL << index;
        _exclusions[index] = exclusion;
        _scores[index] = score;
    }

    /// <summary>As for each of them.</summary>
    public void Considered(ReadOnlySpan<Exclusion> exclusions, ReadOnlySpan<float> scores)
    {
        for (var i = 0; i < exclusions.Length; i++)
        {
            Considered(i, exclusions[i], scores[i]);
        }
    }

    /// <summary>The last word on a candidate.</summary>
    public (Exclusion Exclusion, float Score) Of(int index) =>
        (_considered & (1UL << index)) == 0 ? (Exclusion.None, float.NaN) : (_exclusions[index], _scores[index]);

    /// <summary>Why a candidate of the route is not one of the request's.</summary>
    public static Exclusion Unused(RouteTrace trace, Deployment candidate) =>
        trace.IsByProvider && Serves(trace, candidate) ? Exclusion.NotNamed : Exclusion.OtherDialect;

    /// <summary>Whether a candidate that another provider was named before speaks a format of that one's.</summary>
    private static bool Serves(RouteTrace trace, Deployment candidate) =>
        trace.Candidates is not [var first, ..] || candidate.Provider.Formats.Any(format => first.Provider.Formats.Contains(format))
        || candidate.Provider.Dialect == first.Provider.Dialect;

    /// <summary>An attempt begins.</summary>
    /// <param name="index">The candidate.</param>
    /// <param name="cause">Why.</param>
    /// <param name="backoffMs">How long was waited before it.</param>
    /// <param name="breaker">0 closed, 1 half-open, 2 open.</param>
    /// <returns>Its number, for the calls that tell of its end.</returns>
    public int AttemptBegan(int index, AttemptCause cause, long backoffMs = 0, byte breaker = 0)
    {
        if (AttemptCount == MaxAttempts)
        {
            return MaxAttempts;
        }

        if (AttemptCount == _attempts.Length)
        {
            Array.Resize(ref _attempts, AttemptCount == 1 ? 3 : MaxAttempts);
        }

        _attempts[AttemptCount] = new AttemptTrace
        {
            Candidate = (byte)index,
            Cause = cause,
            BackoffMs = (uint)Math.Clamp(backoffMs, 0, uint.MaxValue),
            Breaker = breaker,
            StartUs = Microseconds(Stopwatch.GetTimestamp()),
        };
        return AttemptCount++;
    }

    /// <summary>The last attempt's answer has begun, or it failed.</summary>
    public void AttemptEnded(AttemptOutcome outcome, int status, long firstByteAt) => AttemptEnded(AttemptCount - 1, outcome, status, firstByteAt);

    /// <summary>An attempt's answer has begun, or it failed. The last call counts: an answer that was not taken is told of by <see cref="AttemptDropped"/>.</summary>
    /// <param name="attempt">What <see cref="AttemptBegan"/> returned.</param>
    /// <param name="outcome">How.</param>
    /// <param name="status">The answer's; 0 without one.</param>
    /// <param name="firstByteAt">When the answer's head came, in <see cref="Stopwatch"/> ticks; 0 without one.</param>
    public void AttemptEnded(int attempt, AttemptOutcome outcome, int status, long firstByteAt)
    {
        if ((uint)attempt >= (uint)AttemptCount)
        {
            return;
        }

        ref var it = ref _attempts[attempt];
        it.Outcome = outcome;
        if (outcome == AttemptOutcome.Answered)
        {
            it.Status = (ushort)status;
            it.FirstByteUs = Microseconds(firstByteAt);
        }
        else
        {
            it.EndUs = Math.Max(1, Microseconds(Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>An answer that had begun was thrown away: the next attempt is made.</summary>
    public void AttemptDropped(int attempt)
    {
        if ((uint)attempt < (uint)AttemptCount && _attempts[attempt].EndUs == 0)
        {
            _attempts[attempt].EndUs = Math.Max(1, Microseconds(Stopwatch.GetTimestamp()));
        }
    }

    /// <summary>Makes it ready for another request.</summary>
    public void Reset()
    {
        (Route, Candidates) = (null!, []);
        (Experiment, Arm, Sticky) = (null, null, StickyOutcome.None);
        (_considered, AttemptCount) = (0, 0);
    }

    private uint Microseconds(long at) => (uint)Math.Clamp((at - _origin) / (Stopwatch.Frequency / 1_000_000), 0, uint.MaxValue);
}
