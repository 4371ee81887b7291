namespace Tollgate.Configuration;

/// <summary>The model names of a configuration that somebody serves, by name or behind a pattern.</summary>
internal sealed class ServedModels
{
    private readonly HashSet<string> _names;
    private readonly string[] _patterns;

    public ServedModels(GatewayConfig config)
    {
        var claims = config.Providers.SelectMany(p => p.Models).Select(c => c.Name).ToArray();
        _names = claims.Concat(config.Models.Select(m => m.Name)).ToHashSet(StringComparer.Ordinal);
        _patterns = [.. claims.Where(ModelName.IsPattern).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Refuses a reference to a model that leads nowhere.</summary>
    public void Check(string name, string path, ConfigFindings findings)
    {
        if (ModelName.IsPattern(name)) { findings.Error(path, "must be a model name, not a pattern"); }
        else if (!_names.Contains(name) && !Array.Exists(_patterns, pattern => ModelName.Matches(pattern, name)))
        {
            findings.Error(path, "is not a model that anything serves" + NearestName.Hint(name, _names));
        }
    }
}
