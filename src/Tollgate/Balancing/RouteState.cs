namespace Tollgate.Balancing;

/// <summary>Whose turn it is among the candidates of one route, over all loops and snapshots.</summary>
/// <param name="identity">Route, candidates and weights: an edit that leaves them alone keeps the turn.</param>
internal sealed class RouteState(string identity)
{
    private readonly double[] _credit = new double[BalancingStage.MaxCandidates];
    private int _busy;
    private int _turn = -1;

    public string Identity { get; } = identity;

    /// <summary>The next turn, counting from 0 round and round.</summary>
    public uint NextTurn() => (uint)Interlocked.Increment(ref _turn);

    /// <summary>The turn that would be next.</summary>
    public uint PeekTurn() => (uint)Volatile.Read(ref _turn) + 1;

    /// <summary>
    /// Smooth weighted round robin (nginx's): each earns its weight, the richest is taken and pays for all. Shares are exact in every round and
    /// nobody is taken many times in a row.
    /// </summary>
    /// <param name="selection">Whose candidates.</param>
    /// <param name="eligible">One bit each for those that may be taken; at least one.</param>
    public int NextByWeight(ref readonly Selection selection, ulong eligible)
    {
        // Ten candidates take some nanoseconds, so a lock of the route's own costs less than being clever.
        var wait = default(SpinWait);
        while (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        var best = -1;
        var (total, most) = (0.0, double.MinValue);
        for (var rest = eligible; rest != 0; rest &= rest - 1)
        {
            var i = System.Numerics.BitOperations.TrailingZeroCount(rest);
            var candidate = selection.Candidates[i];
            var credit = _credit[candidate.Ordinal] + candidate.Weight;
            total += candidate.Weight;
            if (!selection.IsDryRun)
            {
                _credit[candidate.Ordinal] = credit;
            }

            if (credit > most)
            {
                (best, most) = (i, credit);
            }
        }

        if (!selection.IsDryRun)
        {
            _credit[selection.Candidates[best].Ordinal] -= total;
        }

        Volatile.Write(ref _busy, 0);
        return best;
    }
}
