using Tollgate.Admission;
using Tollgate.Metering.Bpe;
using Tollgate.Recording.Capture;
using Tollgate.Routing;

namespace Tollgate.Configuration;

/// <summary>
/// One configuration, compiled. A request reads <see cref="SnapshotHolder.Current"/> once, at entry, and keeps what it got to its end;
/// nothing in here changes, and no look-up allocates.
/// </summary>
internal sealed class ConfigSnapshot
{
    private readonly Utf8Map<Provider> _providersByName;
    private readonly Utf8Map<RawRoute> _rawByName;
    private readonly Utf8Map<Route> _exact;
    private readonly (byte[] Prefix, Route Route)[] _patterns;

    internal ConfigSnapshot(
        GatewayConfig config, long generation, Provider[] providers, RawRoute[] raw, Route[] exact, Route[] patterns, int deployments)
    {
        Config = config;
        Generation = generation;
        Providers = providers;
        Raw = raw;
        DeploymentCount = deployments;
        Routes = [.. exact, .. patterns];
        _providersByName = new(providers.Select(p => KeyValuePair.Create(p.Name, p)));
        _rawByName = new(raw.Select(r => KeyValuePair.Create(r.Name, r)));
        _exact = new(exact.Select(r => KeyValuePair.Create(r.Model, r)));
        _patterns = [.. patterns.OrderByDescending(r => r.ModelUtf8.Length).Select(r => (r.ModelUtf8[..^1], r))];
        Models = [.. exact.Select(r => new ModelEntry(r.Model, r.Candidates[0].Provider.Name))];
        Capture = config.Capture is null ? null : new CapturePolicy(config.Capture);
        Tokenizers = new TokenizerTable(config.Tokenizers);
        DefaultProvider = config.Providers.FirstOrDefault(p => p.Default) is { } named ? Array.Find(providers, p => p.Name == named.Name) : null;
    }

    /// <summary>A snapshot of nothing: what stands before the first configuration is published.</summary>
    public static ConfigSnapshot Empty { get; } = Compile(new GatewayConfig(), 0);

    /// <summary>Number of the configuration, rising with each one that is accepted.</summary>
    public long Generation { get; }

    /// <summary>What it was compiled from.</summary>
    public GatewayConfig Config { get; }

    /// <summary>Providers that are switched on, in configured order.</summary>
    public Provider[] Providers { get; }

    /// <summary>Raw routes, in configured order.</summary>
    public RawRoute[] Raw { get; }

    /// <summary>All routes: the names, then the patterns.</summary>
    public Route[] Routes { get; }

    /// <summary>The candidates of all routes.</summary>
    public IEnumerable<Deployment> Deployments => Routes.SelectMany(route => route.Candidates);

    /// <summary>One more than the largest <see cref="Deployment.Id"/>.</summary>
    public int DeploymentCount { get; }

    /// <summary>Whose content is kept; null where nothing is.</summary>
    public CapturePolicy? Capture { get; }

    /// <summary>How tokens are counted where a provider does not.</summary>
    public TokenizerTable Tokenizers { get; }

    /// <summary>The limits; set before the snapshot is published.</summary>
    public LimitPlan Limits { get; set; } = LimitPlan.Empty;

    /// <summary>Serves calls that name no model; null when nothing is configured so, or it is switched off.</summary>
    public Provider? DefaultProvider { get; }

    /// <summary>Concrete model names, in configured order: those of <c>models</c>, then those that providers claim.</summary>
    public IReadOnlyList<ModelEntry> Models { get; }

    /// <summary>Compiles a checked configuration; for one that passed <see cref="ConfigValidator"/> it cannot fail.</summary>
    public static ConfigSnapshot Compile(GatewayConfig config, long generation) => SnapshotCompiler.Compile(config, generation);

    /// <summary>The provider of this name that is switched on.</summary>
    public Provider? FindProvider(ReadOnlySpan<byte> name) => _providersByName.Find(name);

    /// <summary>The raw route of this name.</summary>
    public RawRoute? FindRaw(ReadOnlySpan<byte> name) => _rawByName.Find(name);

    /// <summary>Where a model goes: the exact name, else the longest pattern that it begins with, else the providers of <c>*</c>.</summary>
    public Route? Resolve(ReadOnlySpan<byte> model)
    {
        if (_exact.Find(model) is { } route) { return route; }
        if (model.IsEmpty) { return null; }
        foreach (var (prefix, pattern) in _patterns)
        {
            if (model.StartsWith(prefix)) { return pattern; }
        }

        return null;
    }
}
