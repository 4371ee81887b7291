using Tollgate.Routing;

namespace Tollgate.Balancing;

/// <summary>One question to <see cref="Selector"/>: everything that the choice of a candidate depends on, beside the targets' own state.</summary>
internal struct Selection
{
    /// <summary>The route's candidates that are in question, at most <see cref="BalancingStage.MaxCandidates"/>.</summary>
    public required Deployment[] Candidates;

    /// <summary>Whose route it is.</summary>
    public required Route Route;

    /// <summary>Where chance comes from.</summary>
    public required SeededRandom Random;

    /// <summary>One bit for each candidate that was asked already.</summary>
    public ulong Tried;

    /// <summary>One bit for each that lacks what the request needs.</summary>
    public ulong Incapable;

    /// <summary>One bit for each that does not know the response that the request goes on from.</summary>
    public ulong NotOwner;

    /// <summary>Number of the experiment's arm that the request belongs to; 0 for none.</summary>
    public int Arm;

    /// <summary>What the request is to stay together with, hashed; 0 for nothing.</summary>
    public ulong StickyKey;

    /// <summary>Who answered a sticky key last; null where that does not matter.</summary>
    public StickyTable? Memory;

    /// <summary><see cref="ModelRests.KeyOf"/> of the model where the route is a pattern; else 0.</summary>
    public ulong Model;

    /// <summary>Tokens of the prompt, roughly.</summary>
    public long InputTokens;

    /// <summary>Tokens of the answer, at most as far as the client set a bound.</summary>
    public long OutputTokens;

    /// <summary>Monotonic milliseconds.</summary>
    public long NowMs;

    /// <summary>Wall clock: prices change at a date.</summary>
    public long UnixMs;

    /// <summary>Only asking: nobody's turn is used up.</summary>
    public bool IsDryRun;
}
