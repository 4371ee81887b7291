using Tollgate.Configuration;

namespace Tollgate.Routing;

/// <summary>Where a provider is, by its kind and what its account says.</summary>
internal static class ProviderAddress
{
    /// <summary>What Azure's paths begin with where a version is named in the query.</summary>
    public const string AzurePath = "/openai";

    /// <summary>Its base URL; null where the settings have to say it and do not.</summary>
    public static string? BaseUrl(ProviderConfig config, ProviderPreset preset)
    {
        if (config.BaseUrl is { } said) { return said; }
        if (preset.BaseUrl is not { } usual) { return null; }
        if (preset.NeedsRegion) { return config.Region is { } region ? usual.Replace("{region}", region, StringComparison.Ordinal) : null; }
        if (preset.Layout != PathLayout.Vertex) { return usual; }
        return LocationOf(config) switch
        {
            "global" => usual.Replace("{location}-", string.Empty, StringComparison.Ordinal),
            var location => usual.Replace("{location}", location, StringComparison.Ordinal),
        };
    }

    /// <summary>Vertex AI's location: the one that is not in a region where none is named.</summary>
    public static string LocationOf(ProviderConfig config) => config.Location ?? "global";

    /// <summary>Path for a base URL that has none.</summary>
    public static string VersionPath(ProviderConfig config, ProviderPreset preset) =>
        preset.Layout == PathLayout.Azure && config.ApiVersion is not null ? AzurePath : preset.VersionPath;
}
