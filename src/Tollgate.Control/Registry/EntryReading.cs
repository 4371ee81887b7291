using Tollgate.Configuration;

namespace Tollgate.Control.Registry;

/// <summary>What the settings of an entry say, read by the rules of the configuration file.</summary>
internal sealed record EntryReading
{
    /// <summary>For a provider; null for a model.</summary>
    public ProviderConfig? Provider { get; init; }

    /// <summary>For a model; null for a provider.</summary>
    public ModelConfig? Model { get; init; }

    /// <summary>What cannot be read, by the path of the setting. No message holds a value.</summary>
    public IReadOnlyList<(string Path, string Message)> Errors { get; init; } = [];

    /// <summary>Paths of what is no setting at all.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Paths of the settings that are secret, such as <c>api_key</c> or <c>headers.x-tenant</c>.</summary>
    public IReadOnlyList<string> SecretPaths { get; init; } = [];
}
