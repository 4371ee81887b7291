namespace Tollgate.Control.Experiments;

/// <summary>All experiments, canaries and shadows of this process.</summary>
/// <param name="Experiments">By name.</param>
/// <param name="Shadows">By model.</param>
internal sealed record ExperimentsBody(IReadOnlyList<ExperimentBody> Experiments, IReadOnlyList<ShadowBody> Shadows);
