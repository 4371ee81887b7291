namespace Tollgate.Balancing.Strategies;

/// <summary>By weight: smooth weighted round robin.</summary>
internal sealed class WeightedStrategy : Strategy
{
    public override int Pick(ref readonly Selection selection, ulong eligible, Span<float> scores) =>
        selection.Route.State.NextByWeight(in selection, eligible);
}
