using Tollgate.Recording;

namespace Tollgate.Control.Hosting;

/// <summary>Numbers of the control plane's log events.</summary>
internal static class ControlEvents
{
    public const int Framework = EventRange.Control;
    public const int RequestFault = EventRange.Control + 1;
    public const int BadTries = EventRange.Control + 2;
    public const int LogLevelChanged = EventRange.Control + 3;
    public const int StoreFault = EventRange.Control + 4;
}
