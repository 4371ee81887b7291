using Tollgate.Recording;

namespace Tollgate.Listening;

/// <summary>Numbers of this folder's log events.</summary>
internal static class EventIds
{
    public const int ConnectionFault = EventRange.Listening;
    public const int LoopFault = EventRange.Listening + 1;
    public const int Draining = EventRange.Listening + 2;
    public const int Drained = EventRange.Listening + 3;
    public const int ConfigPublished = EventRange.Configuration;
    public const int ConfigRefused = EventRange.Configuration + 1;
    public const int ConfigWarning = EventRange.Configuration + 2;
    public const int KeyDuplicate = EventRange.Keys;
    public const int AttemptFailed = EventRange.Attempts;
}
