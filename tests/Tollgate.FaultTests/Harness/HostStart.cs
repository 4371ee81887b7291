using Tollgate.TestSupport;

namespace Tollgate.FaultTests.Harness;

/// <summary>The circumstances of a start.</summary>
internal sealed record HostStart
{
    /// <summary>Variables to set; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Where its configuration comes from in place of the file; its data folder is then known from the environment too.</summary>
    public ConfigUpstream? Source { get; init; }

    /// <summary>Most open descriptors; 0 leaves the system's.</summary>
    public int Descriptors { get; init; }

    /// <summary>Whether anybody reads standard output.</summary>
    public bool ReadsOut { get; init; } = true;
}
