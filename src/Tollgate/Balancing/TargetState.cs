namespace Tollgate.Balancing;

/// <summary>
/// What is known about one target, a provider serving one model, over all loops and snapshots: how it does, and whether it may be used.
/// </summary>
/// <param name="identity">Account and model: an edit that leaves both alone keeps the state.</param>
internal sealed class TargetState(string identity)
{
    public string Identity { get; } = identity;

    /// <summary>How fast and how well it answers: what strategies compare.</summary>
    public TargetStats Stats { get; } = new();

    /// <summary>Breaker, rests, health checks, slow start: whether it may be asked.</summary>
    public TargetHealth Health { get; } = new();
}
