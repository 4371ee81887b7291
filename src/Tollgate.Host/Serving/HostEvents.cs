using Tollgate.Recording;

namespace Tollgate.Host.Serving;

/// <summary>Numbers of this project's log events.</summary>
internal static class HostEvents
{
    public const int ControlPlaneFailed = EventRange.Host;
}
