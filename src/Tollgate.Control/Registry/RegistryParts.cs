using Tollgate.Control.Secrets;
using Tollgate.Control.Store;

namespace Tollgate.Control.Registry;

/// <summary>What changes of the registry work with.</summary>
internal sealed record RegistryParts
{
    public required IControlStore Store { get; init; }

    public required MasterKeyRing Masters { get; init; }

    public required EntryLoader Loader { get; init; }

    public required ConfigSources Sources { get; init; }

    /// <summary>Looks at the store and brings what changed there into force in this process.</summary>
    public required Func<CancellationToken, Task> CatchUp { get; init; }

    public required TimeProvider Time { get; init; }
}
