using Tollgate.Listening;

namespace Tollgate.Control.Status;

/// <summary>Where the status page reads.</summary>
/// <param name="Parts">What engine and control plane share.</param>
/// <param name="Engine">Reads the engine.</param>
/// <param name="Node">Name of this process among its replicas.</param>
internal sealed record StatusSources(GatewayParts Parts, Func<EngineStatus> Engine, string Node);
