using Tollgate.Configuration;

namespace Tollgate.Control.Telemetry;

/// <summary>Finds the facts of a provider by its configured name, in the configuration in force. One thread at a time.</summary>
/// <param name="current">Gives the snapshot in force.</param>
internal sealed class ProviderDirectory(Func<ConfigSnapshot> current)
{
    private readonly Dictionary<string, ProviderFacts> _providers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProviderFacts> _raw = new(StringComparer.Ordinal);
    private ConfigSnapshot? _snapshot;

    /// <summary>The facts.</summary>
    /// <param name="name">Name of a provider or of a raw route.</param>
    /// <param name="raw">Whether it is a raw route's.</param>
    public ProviderFacts Find(string name, bool raw)
    {
        var snapshot = current();
        if (!ReferenceEquals(snapshot, _snapshot))
        {
            Read(snapshot);
        }

        return (raw ? _raw : _providers).GetValueOrDefault(name, ProviderFacts.Unknown);
    }

    private void Read(ConfigSnapshot snapshot)
    {
        _snapshot = snapshot;
        _providers.Clear();
        _raw.Clear();
        foreach (var provider in snapshot.Providers)
        {
            _providers[provider.Name] = provider.IsDemo
                ? new ProviderFacts(GenAiNames.System(provider.Preset.Kind), "", 0)
                : new ProviderFacts(GenAiNames.System(provider.Preset.Kind), provider.Origin.Host, provider.Origin.Port);
        }

        foreach (var raw in snapshot.Raw)
        {
            _raw[raw.Name] = new ProviderFacts(ProviderFacts.Unknown.System, raw.Origin.Host, raw.Origin.Port);
        }
    }
}
