using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Balancing;
using Tollgate.Configuration;

namespace Tollgate.Control.Registry;

/// <summary>Providers and models of all sources as the API shows them.</summary>
/// <param name="sources">What is in force.</param>
/// <param name="heartbeats">Who was heard when.</param>
internal sealed class RegistryViews(ConfigSources sources, HeartbeatBook heartbeats)
{
    private const int MaxTargets = 100;
    private const string Store = "store";

    /// <summary>All providers; with a model, those that would serve it.</summary>
    public IReadOnlyList<ServerBody> Servers(string? model) =>
    [
        .. sources.File.Providers.Where(provider => Serves(provider, model)).Select(View),
        .. sources.Entries
            .Where(entry => entry.Stored.Kind == RegistryKind.Provider && (model is null || entry.Provider is { } provider && Serves(provider, model)))
            .Select(entry => View(entry)),
    ];

    /// <summary>The provider of the file with this id, or of this name.</summary>
    public ProviderConfig? FindInFile(string id) => sources.File.Providers.FirstOrDefault(provider => EntryId.OfFile(provider.Name) == id || provider.Name == id);

    public ModelConfig? FindModelInFile(string id) => sources.File.Models.FirstOrDefault(model => EntryId.OfFile(model.Name) == id || model.Name == id);

    public IReadOnlyList<ModelBody> Models() =>
        [.. sources.File.Models.Select(ModelView), .. sources.Entries.Where(entry => entry.Stored.Kind == RegistryKind.Model).Select(ModelView)];

    public ServerBody View(ProviderConfig provider)
    {
        var settings = FileEntry.Settings(provider);
        return new ServerBody
        {
            Id = EntryId.OfFile(provider.Name),
            Name = Take(settings, "name"),
            Kind = Take(settings, "kind"),
            BaseUrl = TakeOrNull(settings, "base_url"),
            ApiKey = TakeOrNull(settings, "api_key"),
            Source = sources.Origin,
            InForce = provider.Enabled,
            Targets = Targets(provider.Name),
            Settings = Rest(settings),
        };
    }

    public ServerBody View(LoadedEntry entry, string? token = null, bool isDraft = false)
    {
        var settings = entry.Shown.DeepClone().AsObject();
        var problem = isDraft ? null : ProblemOf(entry);
        var every = (int)entry.Settings.HeartbeatEvery.TotalSeconds;
        var (heardAt, missed) = heartbeats.Look(entry.Id);
        settings.Remove("name");
        return new ServerBody
        {
            Id = entry.Id,
            Name = entry.Stored.Name,
            Kind = TakeOrNull(settings, "kind") ?? new ProviderConfig { Name = "" }.Kind,
            BaseUrl = TakeOrNull(settings, "base_url"),
            ApiKey = TakeOrNull(settings, "api_key"),
            Source = Store,
            Revision = entry.Stored.Revision,
            CreatedAt = entry.Stored.CreatedAt,
            ChangedAt = entry.Stored.ChangedAt,
            InForce = !isDraft && problem is null && entry.Provider is { Enabled: true },
            Problem = problem,
            Targets = problem is null && !isDraft ? Targets(entry.Stored.Name) : [],
            Heartbeat = every > 0 || heardAt is not null ? new HeartbeatBody(every, heardAt, missed) : null,
            HeartbeatToken = token,
            Settings = Rest(settings),
        };
    }

    public ModelBody ModelView(ModelConfig model)
    {
        var settings = FileEntry.Settings(model);
        return new ModelBody
        {
            Id = EntryId.OfFile(model.Name), Name = Take(settings, "name"), Source = sources.Origin, InForce = true, Settings = Rest(settings),
        };
    }

    public ModelBody ModelView(LoadedEntry entry)
    {
        var settings = entry.Shown.DeepClone().AsObject();
        settings.Remove("name");
        return new ModelBody
        {
            Id = entry.Id,
            Name = entry.Stored.Name,
            Source = Store,
            Revision = entry.Stored.Revision,
            CreatedAt = entry.Stored.CreatedAt,
            ChangedAt = entry.Stored.ChangedAt,
            InForce = entry.Stored.Revision > 0 && ProblemOf(entry) is null,
            Problem = ProblemOf(entry),
            Settings = Rest(settings),
        };
    }

    private static bool Serves(ProviderConfig provider, string? model) =>
        model is null || provider.Enabled && provider.Models.Any(claim => ModelName.Matches(claim.Name, model));

    private static string Take(JsonObject settings, string name) => TakeOrNull(settings, name) ?? "";

    private static string? TakeOrNull(JsonObject settings, string name) =>
        settings.Remove(name, out var value) && value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static Dictionary<string, JsonElement> Rest(JsonObject settings) =>
        settings.ToDictionary(each => each.Key, each => JsonElement.Parse(each.Value?.ToJsonString() ?? "null"), StringComparer.Ordinal);

    private string? ProblemOf(LoadedEntry entry) => sources.Problems.TryGetValue(entry.Id, out var problem) ? problem.Text : null;

    private IReadOnlyList<TargetBody> Targets(string provider) =>
    [
        .. TargetReading.Of(sources.Snapshot, provider, MaxTargets).Select(target => new TargetBody
        {
            Model = target.Model ?? "*",
            UpstreamModel = target.UpstreamModel,
            InFlight = target.InFlight,
            Excluded = JsonNamingPolicy.SnakeCaseLower.ConvertName(target.Excluded.ToString()),
            Breaker = JsonNamingPolicy.SnakeCaseLower.ConvertName(target.Breaker.ToString()),
            RestSeconds = Math.Round(target.RestMs / 1000.0, 3),
            FirstByteMs = target.FirstByteMs > 0 ? Math.Round(target.FirstByteMs, 1) : null,
            Success = Math.Round(target.Success, 3),
        }),
    ];
}
