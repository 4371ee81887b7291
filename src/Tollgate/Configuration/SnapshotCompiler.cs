using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Attempts;
using Tollgate.Balancing;
using Tollgate.Balancing.Strategies;
using Tollgate.Exchange;
using Tollgate.Forwarding;
using Tollgate.Metering.Prices;
using Tollgate.Routing;

namespace Tollgate.Configuration;

/// <summary>Turns a checked configuration into a <see cref="ConfigSnapshot"/>. One instance per compilation.</summary>
internal sealed class SnapshotCompiler
{
    private readonly GatewayConfig _config;
    private readonly PriceTable _prices;
    private readonly Dictionary<string, Provider> _providers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelConfig> _models;
    private readonly Dictionary<(string Provider, string? Model), int> _ids = [];

    /// <summary>Who claims a name or a pattern, in configured order; the names in the order in which they were first met.</summary>
    private readonly OrderedDictionary<string, List<(Provider Provider, ModelClaim Claim)>> _claims = new(StringComparer.Ordinal);

    private SnapshotCompiler(GatewayConfig config)
    {
        _config = config;
        _prices = new PriceTable(config.Prices);
        _models = config.Models.ToDictionary(m => m.Name, StringComparer.Ordinal);
    }

    public static ConfigSnapshot Compile(GatewayConfig config, long generation)
    {
        // Listeners may have been overridden since the configuration was checked, and the dial checks them anyway.
        var egress = ServerRules.Egress(config, withListeners: false);
        var compiler = new SnapshotCompiler(config);
        var providers = compiler.CompileProviders(egress);
        compiler.CollectClaims();
        var exact = compiler.ConcreteNames().Select(name => compiler.CompileRoute(name)).OfType<Route>().ToArray();
        var patterns = compiler._claims.Keys.Where(ModelName.IsPattern).Select(compiler.CompilePattern).ToArray();
        HealthCheckCompiler.Compile(config, providers, exact.Concat(patterns));
        return new ConfigSnapshot(config, generation, providers, CompileRaw(config, egress), exact, patterns, compiler._ids.Count);
    }

    private static RawRoute[] CompileRaw(GatewayConfig config, EgressPolicy egress) =>
        [.. config.Raw.Select((raw, index) =>
        {
            var origin = Origin(raw.BaseUrl, string.Empty, [], egress, namedInFile: true);
            var lines = HeaderLines.Build(raw);
            return new RawRoute
            {
                Name = raw.Name, NameUtf8 = Encoding.UTF8.GetBytes(raw.Name), Origin = origin, CredentialLines = lines,
                Deadlines = Deadlines.From(raw.Timeouts), MaxConnections = raw.MaxConnections, MaxIdle = Math.Min(raw.MaxIdleConnections, raw.MaxConnections),
                Identity = HeaderLines.Identity(origin, lines), Index = index,
            };
        })];

    private static UpstreamOrigin Origin(string url, string versionPath, IEnumerable<string> versions, EgressPolicy egress, bool namedInFile) =>
        UpstreamOrigin.TryParse(url, versionPath, versions, egress, namedInFile, out var origin, out var problem) ? origin : throw new InvalidOperationException(problem);

    private Provider[] CompileProviders(EgressPolicy egress)
    {
        foreach (var config in _config.Providers.Where(p => p.Enabled))
        {
            var preset = ProviderPresets.Find(config.Kind) ?? throw new InvalidOperationException("A provider's kind was not checked.");
            var url = ProviderAddress.BaseUrl(config, preset) ?? "http://demo.invalid";
            var origin = Origin(url, ProviderAddress.VersionPath(config, preset), preset.AlwaysVersioned ? preset.VersionPaths : [], egress, config.FromFile);
            var lines = HeaderLines.Build(config, preset);
            var account = ProviderSignIn.AccountOf(config, preset);
            _providers.Add(config.Name, new Provider
            {
                Name = config.Name,
                NameUtf8 = Encoding.UTF8.GetBytes(config.Name),
                Preset = preset,
                Formats = FormatsOf(config, preset),
                HasOwnFormats = config.Formats is not null,
                Origin = origin,
                Paths = UpstreamPaths.Of(config, preset, origin),
                CredentialLines = lines,
                Account = account,
                Credential = ProviderSignIn.SignatureOf(config, preset),
                Deadlines = Deadlines.From(config.Timeouts),
                MaxConnections = config.MaxConnections,
                MaxIdle = Math.Min(config.MaxIdleConnections, config.MaxConnections),
                RetryUnsafe = config.RetryUnsafe,
                Breaker = BreakerOptions.From(config.Breaker),
                IncludeUsage = config.IncludeUsage ?? preset.IncludeUsage,
                // What came by API shares no connection with what the file names: each is dialled by its own rules.
                Identity = HeaderLines.Identity(origin, [.. lines, .. ProviderSignIn.IdentityOf(config, account)]) + (config.FromFile ? string.Empty : "#api"),
                FromFile = config.FromFile,
                Index = _providers.Count,
            });
        }

        return [.. _providers.Values.OrderBy(p => p.Index)];
    }

    private static IReadOnlyList<WireFormat> FormatsOf(ProviderConfig config, ProviderPreset preset) => config.Formats is { } names
        ? [.. names.Select(name => FormatNames.TryParse(name, out var format) ? format : throw new InvalidOperationException("A provider's formats were not checked."))]
        : preset.Formats;

    private void CollectClaims()
    {
        foreach (var config in _config.Providers.Where(p => p.Enabled))
        {
            foreach (var claim in config.Models)
            {
                if (!_claims.TryGetValue(claim.Name, out var claimants)) { _claims.Add(claim.Name, claimants = []); }
                claimants.Add((_providers[config.Name], claim));
            }
        }
    }

    private IEnumerable<string> ConcreteNames() =>
        _config.Models.Select(m => m.Name).Concat(_claims.Keys.Where(name => !ModelName.IsPattern(name))).Distinct(StringComparer.Ordinal);

    private Route? CompileRoute(string name)
    {
        var candidates = new List<Deployment>();
        var tier = 0;
        _models.TryGetValue(name, out var model);
        AddArms(name, model, candidates);
        Collect(name, name, ref tier, candidates, new HashSet<string>(StringComparer.Ordinal));
        return candidates.Count == 0
            ? null
            : new Route
            {
                Model = name,
                ModelUtf8 = Encoding.UTF8.GetBytes(name),
                Candidates = Numbered(candidates),
                Strategy = model is null ? ByWeights(candidates) : Strategy.Of(model.Strategy, model.Blend),
                Sticky = model?.Sticky is { } sticky ? new StickyRule(sticky.By, sticky.Ttl, sticky.PrefixBytes, name) : null,
                Arms = RouteArms.Of(model),
                Shadow = ShadowOf(name, model?.Shadow),
                OnUnsupported = model?.OnUnsupported ?? default,
                HasLimits = candidates.Exists(c => c.Capabilities.AreKnown),
                Attempts = AttemptPlan.From(_config.Routing, model?.Retry ?? new RetryConfig()),
            };
    }

    /// <summary>The candidates that only some requests may go to: those of an experiment's arms, and the canary's, which comes before all others.</summary>
    private void AddArms(string name, ModelConfig? model, List<Deployment> candidates)
    {
        if (model?.Canary is { } canary)
        {
            AddArm(canary.Targets, canary.Model, -1, 1);
        }

        for (var i = 0; i < (model?.Experiment?.Arms.Count ?? 0); i++)
        {
            AddArm(model!.Experiment!.Arms[i].Targets, model.Experiment.Arms[i].Model, 0, i + 1);
        }

        void AddArm(IReadOnlyList<TargetConfig> targets, string? other, int tier, int arm)
        {
            foreach (var (provider, upstream, target) in other is null ? Places(targets, name) : PlacesOf(other))
            {
                if (candidates.Count < BalancingStage.MaxCandidates)
                {
                    candidates.Add(Candidate(provider, upstream, name, target?.Weight ?? WeightOf(provider), tier, arm, target?.Capabilities));
                }
            }
        }
    }

    private ShadowRule? ShadowOf(string name, ShadowConfig? shadow) => shadow is not null && _providers.TryGetValue(shadow.Provider, out var provider)
        ? new ShadowRule(
            Candidate(provider, UpstreamName(new TargetConfig { Provider = shadow.Provider, Model = shadow.Model }, name), name, 1, 0, 0, null),
            (double)shadow.Percent / 100,
            shadow.MaxInFlight)
        : null;

    /// <summary>Where a name is served, its fallbacks left out.</summary>
    private IEnumerable<(Provider Provider, string Upstream, TargetConfig? Target)> PlacesOf(string name) =>
        _models.TryGetValue(name, out var model) ? Places(model.Targets, name) : Claimants(name).Select(c => (c.Provider, c.Upstream, (TargetConfig?)null));

    private IEnumerable<(Provider Provider, string Upstream, TargetConfig? Target)> Places(IReadOnlyList<TargetConfig> targets, string name)
    {
        foreach (var target in targets)
        {
            if (_providers.TryGetValue(target.Provider, out var provider)) { yield return (provider, UpstreamName(target, name), target); }
        }
    }

    private static Deployment[] Numbered(List<Deployment> candidates)
    {
        for (var i = 0; i < candidates.Count; i++) { candidates[i].Ordinal = i; }
        return [.. candidates];
    }

    /// <summary>Providers that claim the same name share it by weight once somebody has given them any; else they are tried as written.</summary>
    private static Strategy ByWeights(List<Deployment> candidates) =>
        Strategy.Of(candidates.TrueForAll(c => c.Weight == 1) ? RoutingStrategy.Ordered : RoutingStrategy.Weighted, null);

    private Route CompilePattern(string pattern)
    {
        var candidates = _claims[pattern].Take(BalancingStage.MaxCandidates).Select(c => Candidate(c.Provider, null, null, WeightOf(c.Provider), 0, 0, null)).ToList();
        return new Route
        {
            Model = pattern,
            ModelUtf8 = Encoding.UTF8.GetBytes(pattern),
            PassModelThrough = true,
            Attempts = AttemptPlan.From(_config.Routing, new RetryConfig()),
            Candidates = Numbered(candidates),
            Strategy = ByWeights(candidates),
            HasLimits = candidates.Exists(c => c.Capabilities.AreKnown),
        };
    }

    /// <summary>Adds what serves <paramref name="name"/>, then what serves its fallbacks, each deployment once.</summary>
    private void Collect(string name, string publicName, ref int tier, List<Deployment> candidates, HashSet<string> seen)
    {
        if (!seen.Add(name)) { return; }
        foreach (var (provider, upstream, target) in PlacesOf(name))
        {
            var candidate = Candidate(provider, upstream, publicName, target?.Weight ?? WeightOf(provider), tier, 0, target?.Capabilities);
            if (candidates.Count < BalancingStage.MaxCandidates && candidates.TrueForAll(c => c.Id != candidate.Id || c.Arm != 0)) { candidates.Add(candidate); }
        }

        foreach (var fallback in _models.GetValueOrDefault(name)?.Fallback ?? [])
        {
            tier++;
            Collect(fallback, publicName, ref tier, candidates, seen);
        }
    }

    private int WeightOf(Provider provider) => ConfigOf(provider).Weight;

    private ProviderConfig ConfigOf(Provider provider) => _config.Providers.First(p => p.Name == provider.Name);

    /// <summary>Providers of a name that no <c>models</c> entry has, as <see cref="ConfigSnapshot.Resolve"/> would find them.</summary>
    private IEnumerable<(Provider Provider, string Upstream)> Claimants(string name)
    {
        var best = _claims.ContainsKey(name) ? name : _claims.Keys.Where(ModelName.IsPattern).Where(p => ModelName.Matches(p, name)).MaxBy(p => p.Length);
        return best is null ? [] : _claims[best].Select(c => (c.Provider, c.Claim.Upstream ?? name));
    }

    private string UpstreamName(TargetConfig target, string publicName)
    {
        var wanted = target.Model ?? publicName;
        var provider = _config.Providers.First(p => p.Name == target.Provider);
        return provider.Models.FirstOrDefault(c => c.Name == wanted)?.Upstream ?? wanted;
    }

    private Deployment Candidate(
        Provider provider, string? upstream, string? publicName, int weight, int tier, int arm, CapabilityConfig? capabilities)
    {
        var key = (provider.Name, upstream);
        if (!_ids.TryGetValue(key, out var id)) { _ids.Add(key, id = _ids.Count); }
        var written = upstream == publicName ? null : upstream;
        var can = (capabilities ?? CapabilityConfig.Unknown).Over(ConfigOf(provider).Capabilities);
        var price = (upstream ?? publicName) is { } model ? _prices.Resolve(provider, model, publicName) : null;
        var prices = provider.Prices ??= new PassThroughPrices(_prices, provider);
        return new Deployment
        {
            Provider = provider,
            UpstreamModel = written,
            Id = id,
            Model = publicName,
            Weight = weight,
            Tier = tier,
            Arm = arm,
            Capabilities = Capabilities.From(can, price),
            Prefill = provider.Preset.PrefillBy(can.Prefill),
            Price = price,
            PassedPrices = upstream is null && publicName is null ? prices : null,
            UpstreamModelJson = written is null ? null : Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(written, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""),
        };
    }
}
