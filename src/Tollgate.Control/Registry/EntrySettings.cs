using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tollgate.Control.Registry;

/// <summary>Settings that the registry itself reads: a provider of the configuration file has none of them.</summary>
internal sealed record EntrySettings
{
    private const string Heartbeat = "heartbeat_seconds";
    private const string Discover = "auto_discover";
    private const string DiscoverEvery = "discover_interval_seconds";

    private static readonly string[] AddressNames = ["endpoint", "url"];

    public static EntrySettings None { get; } = new();

    /// <summary>Between two heartbeats; zero for a provider that sends none.</summary>
    public TimeSpan HeartbeatEvery { get; init; }

    /// <summary>Between two looks at the provider's own list of models; zero for none.</summary>
    public TimeSpan DiscoverInterval { get; init; }

    /// <summary>Gives the settings that have several names the one of the configuration file.</summary>
    /// <returns>The name that is one too many; null when all is well.</returns>
    public static string? Rename(JsonObject settings)
    {
        foreach (var name in AddressNames)
        {
            if (!settings.TryGetPropertyValue(name, out var value))
            {
                continue;
            }

            settings.Remove(name);
            if (!settings.TryAdd("base_url", value))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Takes these settings out of a provider's and reads them.</summary>
    public static EntrySettings Take(JsonObject settings, List<(string Path, string Message)> errors)
    {
        var heartbeat = Seconds(settings, Heartbeat, 1, RegistryLimits.MaxHeartbeatSeconds, errors);
        var every = Seconds(settings, DiscoverEvery, RegistryLimits.MinDiscoverSeconds, RegistryLimits.MaxDiscoverSeconds, errors);
        var discovers = false;
        if (settings.Remove(Discover, out var flag) && flag is not null)
        {
            discovers = flag.GetValueKind() is JsonValueKind.True;
            if (flag.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            {
                errors.Add((Discover, "must be true or false"));
            }
        }

        return new EntrySettings
        {
            HeartbeatEvery = TimeSpan.FromSeconds(heartbeat),
            DiscoverInterval = TimeSpan.FromSeconds(discovers ? every == 0 ? RegistryLimits.DefaultDiscoverSeconds : every : 0),
        };
    }

    private static int Seconds(JsonObject settings, string name, int min, int max, List<(string Path, string Message)> errors)
    {
        if (!settings.Remove(name, out var node) || node is null)
        {
            return 0;
        }

        if (node is JsonValue value && value.TryGetValue<int>(out var seconds) && seconds >= min && seconds <= max)
        {
            return seconds;
        }

        errors.Add((name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number of seconds from {min} to {max}")));
        return 0;
    }
}
