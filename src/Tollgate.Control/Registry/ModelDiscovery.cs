using System.Text.Json.Nodes;
using Tollgate.Configuration;
using Tollgate.Control.Audit;
using Tollgate.Recording;
using Tollgate.Routing;

namespace Tollgate.Control.Registry;

/// <summary>Compares providers with their own lists of models, and has those follow their lists that are set so.</summary>
internal sealed class ModelDiscovery(RegistryService registry, ConfigSources sources, UpstreamCalls calls, EventLog log, TimeProvider time)
{
    /// <summary>Between two looks at who is due.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private static readonly AuditActor Itself = new("discovery", null);

    private readonly Dictionary<string, long> _lookedAt = new(StringComparer.Ordinal);

    /// <summary>What a call to this provider needs; null with the reason when it may not be called.</summary>
    public Provider? Compile(ProviderConfig provider, out string? problem)
    {
        var config = new GatewayConfig { Egress = sources.File.Egress, Providers = [provider with { Enabled = true, Models = [], Default = false }] };
        var findings = new ConfigFindings();
        ConfigValidator.Check(config, findings);
        problem = findings.Errors is [var (path, message), ..] ? $"{path} {message}" : null;
        return problem is null ? ConfigSnapshot.Compile(config, 0).Providers[0] : null;
    }

    /// <summary>Asks a provider for its list.</summary>
    public async Task<(DiscoveryBody? Found, string? Problem)> AskAsync(ProviderConfig provider, CancellationToken stop)
    {
        if (Compile(provider, out var problem) is not { } compiled)
        {
            return (null, problem);
        }

        if (compiled.IsDemo)
        {
            return (new DiscoveryBody(["demo"], [], [], Applied: false), null);
        }

        var answer = await calls.ListModelsAsync(compiled, stop);
        return answer.Problem is not null ? (null, answer.Problem)
            : ModelListText.Read(answer.Body) is { } names ? (Compare(provider.Models, names), null)
            : (null, "its answer is no list of models");
    }

    /// <summary>Has an entry follow what was found. What was renamed or is a pattern stays as it is.</summary>
    public async Task<RegistryResult> ApplyAsync(LoadedEntry entry, DiscoveryBody found, AuditActor actor, CancellationToken stop)
    {
        var gone = found.Gone.ToHashSet(StringComparer.Ordinal);
        var kept = entry.Provider!.Models.Where(claim => !gone.Contains(claim.Upstream ?? claim.Name)).Concat(found.Added.Select(name => new ModelClaim(name))).ToList();
        JsonNode models = kept.Exists(claim => claim.Upstream is not null)
            ? new JsonObject(kept.Select(claim => KeyValuePair.Create(claim.Name, (JsonNode?)claim.Upstream)))
            : new JsonArray([.. kept.Select(claim => (JsonNode?)claim.Name)]);
        var change = new RegistryChange(actor) { AtRevision = entry.Stored.Revision };
        return await registry.EditAsync(RegistryKind.Provider, entry.Id, new JsonObject { ["models"] = models }, change, stop);
    }

    /// <summary>Looks at the lists that are due, one after another.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        foreach (var entry in sources.Entries.Where(IsDue).ToList())
        {
            _lookedAt[entry.Id] = time.GetTimestamp();
            var (found, problem) = await AskAsync(entry.Provider!, stop);
            if (found is { Added.Count: > 0 } or { Gone.Count: > 0 })
            {
                var result = await ApplyAsync(entry, found, Itself, stop);
                problem = result.Outcome == RegistryOutcome.Done ? null : result.Message;
                log.Info(
                    RegistryEvents.Discovered, "A provider's list of models changed", ("provider", entry.Stored.Name), ("added", (long)found.Added.Count), ("gone", (long)found.Gone.Count));
            }

            if (problem is not null)
            {
                log.Warn(RegistryEvents.DiscoveryFailed, "A provider's list of models could not be followed", ("provider", entry.Stored.Name), ("reason", problem));
            }
        }

        foreach (var id in _lookedAt.Keys.Except(sources.Entries.Select(entry => entry.Id), StringComparer.Ordinal).ToList())
        {
            _lookedAt.Remove(id);
        }
    }

    private static DiscoveryBody Compare(IReadOnlyList<ModelClaim> claims, IReadOnlyList<string> names)
    {
        var configured = claims.Select(claim => claim.Upstream ?? claim.Name).Concat(claims.Select(claim => claim.Name)).ToHashSet(StringComparer.Ordinal);
        var listed = names.ToHashSet(StringComparer.Ordinal);
        return new DiscoveryBody(
            names,
            [.. names.Where(name => !configured.Contains(name))],
            [.. claims.Select(claim => claim.Upstream ?? claim.Name).Where(name => !ModelName.IsPattern(name) && !listed.Contains(name))],
            Applied: false);
    }

    private bool IsDue(LoadedEntry entry) =>
        entry.Settings.DiscoverInterval > TimeSpan.Zero && entry.Provider is { Enabled: true }
        && (!_lookedAt.TryGetValue(entry.Id, out var at) || time.GetElapsedTime(at) >= entry.Settings.DiscoverInterval);
}
