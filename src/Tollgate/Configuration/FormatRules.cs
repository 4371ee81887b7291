using System.Buffers;
using Tollgate.Routing;

namespace Tollgate.Configuration;

/// <summary>Rules of what a provider speaks, and of the parts that its paths and its address are made of.</summary>
internal static class FormatRules
{
    private const int MaxPartLength = 100;

    private static readonly SearchValues<char> PartCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-");
    private static readonly SearchValues<char> PlaceCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static void Check(ProviderConfig provider, ProviderPreset? preset, string path, ConfigFindings findings)
    {
        CheckFormats(provider, path + ".formats", findings);
        if (provider.ApiVersion is { } version) { Part(findings, path + ".api_version", version, PartCharacters); }
        if (provider.Region is { } region) { Part(findings, path + ".region", region, PlaceCharacters); }
        if (provider.Location is { } location) { Part(findings, path + ".location", location, PlaceCharacters); }
        if (preset is { Layout: PathLayout.Vertex })
        {
            if (provider.Project is not { } project) { findings.Error(path + ".project", $"is required for kind {preset.Kind}"); }
            else { Part(findings, path + ".project", project, PartCharacters); }
        }

        OnlyFor(provider.Location is not null, path + ".location", preset, preset?.Layout == PathLayout.Vertex, findings);
        OnlyFor(provider.Region is not null, path + ".region", preset, preset?.NeedsRegion == true, findings);
        OnlyFor(provider.ApiVersion is not null, path + ".api_version", preset, preset?.Layout == PathLayout.Azure, findings);
    }

    /// <summary>A setting that this kind does nothing with is a mistake that would be hard to find.</summary>
    public static void OnlyFor(bool given, string path, ProviderPreset? preset, bool fits, ConfigFindings findings)
    {
        if (given && !fits && preset is not null) { findings.Error(path, $"is not a setting of kind {preset.Kind}"); }
    }

    private static void CheckFormats(ProviderConfig provider, string path, ConfigFindings findings)
    {
        if (provider.Formats is not { } names) { return; }
        if (names.Count == 0) { findings.Error(path, "must name one format at least"); }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (!FormatNames.TryParse(names[i], out _))
            {
                findings.Error($"{path}[{i}]", "must be one of " + string.Join(", ", FormatNames.All) + NearestName.Hint(names[i], FormatNames.All));
            }
            else if (!seen.Add(names[i])) { findings.Error($"{path}[{i}]", "is listed twice"); }
        }
    }

    /// <summary>Text that stands in a path or a host name as it is.</summary>
    private static void Part(ConfigFindings findings, string path, string value, SearchValues<char> characters)
    {
        if (value.Length > MaxPartLength || value.AsSpan().ContainsAnyExcept(characters) || value is "." or "..")
        {
            findings.Error(path, $"must be 1 to {MaxPartLength} letters, digits or dashes");
        }
    }
}
