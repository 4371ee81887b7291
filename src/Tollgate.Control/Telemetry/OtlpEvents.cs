using Tollgate.Recording;

namespace Tollgate.Control.Telemetry;

/// <summary>Numbers of this folder's log events.</summary>
internal static class OtlpEvents
{
    public const int Failing = EventRange.Telemetry;
    public const int Working = EventRange.Telemetry + 1;
}
