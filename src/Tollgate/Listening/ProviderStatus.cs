namespace Tollgate.Listening;

/// <summary>One provider at a moment.</summary>
/// <param name="Name">As configured.</param>
/// <param name="Kind">What it speaks.</param>
/// <param name="Enabled">Takes traffic.</param>
/// <param name="Connections">Open connections to it.</param>
/// <param name="Idle">Of them kept alive.</param>
/// <param name="Attempts">Attempts at it since the start.</param>
/// <param name="Failed">Of them failed.</param>
/// <param name="Healthy">Whether it passes its health checks; null where there are none.</param>
/// <param name="Targets">The models that it serves, and whether they may be asked.</param>
internal sealed record ProviderStatus(
    string Name, string Kind, bool Enabled, int Connections, int Idle, long Attempts, long Failed, bool? Healthy, IReadOnlyList<TargetStatus> Targets);
