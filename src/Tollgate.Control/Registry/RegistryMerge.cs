using System.Globalization;
using Tollgate.Configuration;

namespace Tollgate.Control.Registry;

/// <summary>
/// Puts the registry's entries behind those of the file. The whole is checked as one configuration; an entry that is wrong in it is left out,
/// and so is whatever needs it, but never anything of the file: where both have a name, the file has it.
/// </summary>
internal sealed class RegistryMerge
{
    /// <summary>A chain of entries that need each other loses one link a round; beyond this all that is left in doubt goes.</summary>
    private const int MaxRounds = 16;

    private readonly GatewayConfig _file;
    private readonly HashSet<string> _filesOwn;
    private readonly Dictionary<string, EntryProblem> _problems = new(StringComparer.Ordinal);
    private List<LoadedEntry> _providers;
    private List<LoadedEntry> _models;

    private RegistryMerge(GatewayConfig file, IReadOnlyList<LoadedEntry> entries)
    {
        _file = file;
        foreach (var entry in entries)
        {
            if (entry.Problem is { } problem) { _problems[entry.Id] = problem; }
        }

        _providers = [.. entries.Where(entry => entry is { Problem: null, Provider: not null })];
        _models = [.. entries.Where(entry => entry is { Problem: null, Model: not null })];
        var findings = new ConfigFindings();
        ConfigValidator.Check(file, findings);
        _filesOwn = [.. findings.Errors.Select(error => error.Path)];
    }

    /// <summary>Merges.</summary>
    public static MergedConfig Merge(GatewayConfig file, IReadOnlyList<LoadedEntry> entries) => new RegistryMerge(file, entries).Run();

    private MergedConfig Run()
    {
        for (var round = 0; ; round++)
        {
            var config = _file with
            {
                Providers = [.. _file.Providers, .. _providers.Select(entry => entry.Provider!)],
                Models = [.. _file.Models, .. _models.Select(entry => entry.Model!)],
            };
            var findings = new ConfigFindings();
            ConfigValidator.Check(config, findings);
            var errors = findings.Errors.Where(error => !_filesOwn.Contains(error.Path)).ToList();
            if (errors.Count == 0)
            {
                return new MergedConfig(Finish(config), _problems);
            }

            var before = _providers.Count + _models.Count;
            foreach (var (path, message) in errors)
            {
                Blame(path, message);
            }

            _providers = [.. _providers.Where(entry => !_problems.ContainsKey(entry.Id))];
            _models = [.. _models.Where(entry => !_problems.ContainsKey(entry.Id))];
            if (before == _providers.Count + _models.Count || round >= MaxRounds)
            {
                GiveUp(errors[0].Message);
            }
        }
    }

    /// <summary>The providers in their order; equal ones stay as they are written.</summary>
    private static GatewayConfig Finish(GatewayConfig config) => config with { Providers = [.. config.Providers.OrderBy(provider => provider.Order)] };

    private void Blame(string path, string message)
    {
        if (At(path, "providers[", _file.Providers.Count, _providers) is var (provider, field))
        {
            _problems.TryAdd(provider.Id, new EntryProblem(field, message));
        }
        else if (At(path, "models[", _file.Models.Count, _models) is var (model, setting))
        {
            _problems.TryAdd(model.Id, new EntryProblem(setting, message));
        }
    }

    private static (LoadedEntry Entry, string Field)? At(string path, string list, int first, List<LoadedEntry> entries)
    {
        if (!path.StartsWith(list, StringComparison.Ordinal))
        {
            return null;
        }

        var end = path.IndexOf(']', StringComparison.Ordinal);
        var index = int.Parse(path.AsSpan(list.Length, end - list.Length), NumberStyles.None, CultureInfo.InvariantCulture) - first;
        return index >= 0 && index < entries.Count ? (entries[index], path[(end + 1)..].TrimStart('.')) : null;
    }

    /// <summary>Nobody in particular is to blame: first the models go, then everything.</summary>
    private void GiveUp(string message)
    {
        var dropped = _models.Count > 0 ? _models : _providers;
        foreach (var entry in dropped)
        {
            _problems.TryAdd(entry.Id, new EntryProblem("", "does not go together with the configuration file: something there " + message));
        }

        dropped.Clear();
    }
}
