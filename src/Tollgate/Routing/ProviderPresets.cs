using System.Collections.Frozen;
using Tollgate.Routing.Presets;

namespace Tollgate.Routing;

/// <summary>All kinds of provider, as data. Where two speak the same format, they differ in a row here and in nothing else.</summary>
internal static class ProviderPresets
{
    /// <summary>The rows, in the order in which the environment is searched for credentials.</summary>
    public static IReadOnlyList<ProviderPreset> All { get; } = [.. VendorPresets.All, .. ChinaPresets.All, .. CompatiblePresets.All, .. LocalPresets.All];

    private static readonly FrozenDictionary<string, ProviderPreset> ByName = All
        .SelectMany(preset => preset.Aliases.Append(preset.Kind), (preset, name) => (name, preset))
        .ToFrozenDictionary(pair => pair.name, pair => pair.preset, StringComparer.Ordinal);

    /// <summary>Every name that <see cref="Find"/> knows.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The row of a kind, by its name or another name for it; null when there is none.</summary>
    public static ProviderPreset? Find(string kind) => ByName.GetValueOrDefault(kind);
}
