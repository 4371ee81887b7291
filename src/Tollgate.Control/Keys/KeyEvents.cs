using Tollgate.Recording;

namespace Tollgate.Control.Keys;

/// <summary>Numbers of the log events of keys and control store. The first of the range is the path's.</summary>
internal static class KeyEvents
{
    public const int StoreGone = EventRange.Keys + 1;
    public const int StoreBack = EventRange.Keys + 2;
    public const int SnapshotRefused = EventRange.Keys + 3;
    public const int SnapshotFailed = EventRange.Keys + 4;
    public const int RotationUnfinished = EventRange.Keys + 5;
    public const int AuditNotPruned = EventRange.Keys + 6;
}
