namespace Tollgate.Control.Experiments;

/// <summary>An experiment or a canary.</summary>
/// <param name="Name">Its name; a canary's is <c>canary:</c> and its model.</param>
/// <param name="Arms">Its arms by name.</param>
internal sealed record ExperimentBody(string Name, IReadOnlyList<ArmBody> Arms);
