using System.Text.Json.Nodes;
using Tollgate.Configuration;

namespace Tollgate.Control.Registry;

/// <summary>What the file or the environment names, in the words of the file, as far as it is to be shown: what differs from its default.</summary>
internal static class FileEntry
{
    private const string Mask = "***";

    public static JsonObject Settings(ProviderConfig provider)
    {
        var settings = new JsonObject { ["name"] = provider.Name, ["kind"] = provider.Kind };
        Text("base_url", provider.BaseUrl);
        Text("api_key", provider.ApiKey is null ? null : Mask);
        settings["models"] = Models(provider.Models);
        settings["enabled"] = provider.Enabled;
        settings["default"] = provider.Default;
        settings["order"] = provider.Order;
        settings["weight"] = provider.Weight;
        settings["max_connections"] = provider.MaxConnections;
        settings["timeout_seconds"] = provider.Timeouts.Total.TotalSeconds;
        Number("rpm", provider.RequestsPerMinute);
        Number("tpm", provider.TokensPerMinute);
        Text("organization", provider.Organization);
        Text("project", provider.Project);
        if (provider.Headers.Count > 0)
        {
            settings["headers"] = new JsonObject(provider.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)Mask)));
        }

        return settings;

        void Text(string name, string? value)
        {
            if (value is not null) { settings[name] = value; }
        }

        void Number(string name, long? value)
        {
            if (value is { } given) { settings[name] = given; }
        }
    }

    public static JsonObject Settings(ModelConfig model) => new()
    {
        ["name"] = model.Name,
        ["strategy"] = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(model.Strategy.ToString()),
        ["targets"] = new JsonArray([.. model.Targets.Select(Settings)]),
        ["fallback"] = new JsonArray([.. model.Fallback.Select(name => (JsonNode?)name)]),
    };

    private static JsonObject Settings(TargetConfig target)
    {
        var settings = new JsonObject { ["provider"] = target.Provider, ["weight"] = target.Weight };
        if (target.Model is { } model)
        {
            settings["model"] = model;
        }

        return settings;
    }

    private static JsonNode Models(IReadOnlyList<ModelClaim> claims) => claims.Any(claim => claim.Upstream is not null)
        ? new JsonObject(claims.Select(claim => KeyValuePair.Create(claim.Name, (JsonNode?)claim.Upstream)))
        : new JsonArray([.. claims.Select(claim => (JsonNode?)claim.Name)]);
}
