using Tollgate.Configuration;

namespace Tollgate.Host.Yaml;

/// <summary>What is gathered while the tree of one file becomes a configuration.</summary>
internal sealed class Reading
{
    /// <summary>Errors and warnings.</summary>
    public ConfigFindings Findings { get; } = new();

    /// <summary>Line of every setting that was met, by its path.</summary>
    public Dictionary<string, int> Lines { get; } = new(StringComparer.Ordinal);

    /// <summary>Settings that were given although this version does nothing with them.</summary>
    public List<string> WithoutEffect { get; } = [];

    /// <summary>Paths that are no settings.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>Paths of the settings that are secret.</summary>
    public List<string> SecretPaths { get; } = [];

    /// <summary>Secrets that were met: what no message may show.</summary>
    public List<Secret> Secrets { get; } = [];

    /// <summary>The line of a setting, or of the nearest thing around it that has one.</summary>
    public int LineOf(string path)
    {
        for (var at = path; at.Length > 0;)
        {
            if (Lines.TryGetValue(at, out var line)) { return line; }
            var end = at.AsSpan().LastIndexOfAny('.', '[');
            at = end <= 0 ? string.Empty : at[..end];
        }

        return 0;
    }
}
