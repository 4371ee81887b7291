using Tollgate.Recording;

namespace Tollgate.Control.Registry;

/// <summary>Numbers of the registry's log events.</summary>
internal static class RegistryEvents
{
    public const int InForce = EventRange.Control + 20;
    public const int EntryLeftOut = EventRange.Control + 21;
    public const int SnapshotRefused = EventRange.Control + 22;
    public const int SnapshotFailed = EventRange.Control + 23;
    public const int HeartbeatMissed = EventRange.Control + 24;
    public const int HeartbeatBack = EventRange.Control + 25;
    public const int HeartbeatsNotStored = EventRange.Control + 26;
    public const int DiscoveryFailed = EventRange.Control + 27;
    public const int Discovered = EventRange.Control + 28;
    public const int LoopFault = EventRange.Control + 29;
}
