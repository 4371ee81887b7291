namespace Tollgate.Control.Telemetry;

/// <summary>Who exports.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Version">Its version.</param>
/// <param name="Instance">This process among its replicas.</param>
internal sealed record OtlpIdentity(string Service, string Version, string Instance);
