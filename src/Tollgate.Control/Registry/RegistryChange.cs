using Tollgate.Control.Audit;

namespace Tollgate.Control.Registry;

/// <summary>Around a change: who makes it, upon what, and whether it is meant.</summary>
/// <param name="Actor">Who.</param>
internal sealed record RegistryChange(AuditActor Actor)
{
    /// <summary>Only if the entry is still at this revision; null for whatever it is.</summary>
    public long? AtRevision { get; init; }

    /// <summary>Settings that are not named go back to what they are without; secrets stay unless they are named.</summary>
    public bool Replaces { get; init; }

    /// <summary>Only say what would become of it.</summary>
    public bool IsDryRun { get; init; }
}
