using Tollgate.Control.Secrets;
using Tollgate.Control.Store;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Control.Keys;

/// <summary>What the feed of keys works with.</summary>
internal sealed record KeyFeedParts
{
    public required IControlStore Store { get; init; }

    public required MasterKeyRing Masters { get; init; }

    public required string SnapshotPath { get; init; }

    public required StoreStatus Status { get; init; }

    public required EventLog Log { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Who else follows the store: is told what each look showed, one at a time.</summary>
    public Func<StoreState, CancellationToken, Task> Others { get; init; } = static (_, _) => Task.CompletedTask;
}
