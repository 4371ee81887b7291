using Tollgate.Recording;

namespace Tollgate.Attempts;

/// <summary>Numbers of this folder's log events.</summary>
internal static class EventIds
{
    public const int BreakerOpened = EventRange.Attempts + 1;
    public const int BreakerHalfOpened = EventRange.Attempts + 2;
    public const int BreakerClosed = EventRange.Attempts + 3;
    public const int TargetRests = EventRange.Attempts + 4;
    public const int CheckFails = EventRange.Attempts + 5;
    public const int CheckPasses = EventRange.Attempts + 6;
}
