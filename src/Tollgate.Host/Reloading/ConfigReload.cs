using Tollgate.Configuration;

namespace Tollgate.Host.Reloading;

/// <summary>Brings a changed document into force, or refuses it, whatever it was read from. What needs a restart stays as it is, and is told.</summary>
/// <param name="current">The configuration in force.</param>
/// <param name="publish">Takes a new configuration, checked, and what the operator should know about it.</param>
/// <param name="refuse">Takes the errors of one that was refused.</param>
internal sealed class ConfigReload(GatewayConfig current, Action<GatewayConfig, IReadOnlyList<string>> publish, Action<IReadOnlyList<ConfigError>> refuse)
{
    /// <summary>The configuration in force.</summary>
    public GatewayConfig Current { get; private set; } = current;

    /// <summary>Takes what was read.</summary>
    /// <returns>It is in force.</returns>
    public bool Take(ConfigResult result)
    {
        if (result.Config is not { } config)
        {
            refuse(result.Errors);
            return false;
        }

        var changed = ProcessSettings.Changed(Current, config);
        var warnings = changed.Count == 0 ? result.Warnings : [.. result.Warnings, "A restart is needed for the change of " + string.Join(", ", changed) + "."];
        Current = ProcessSettings.Keep(Current, config);
        publish(Current, warnings);
        return true;
    }

    /// <summary>Something unforeseen came in between.</summary>
    public void Fail(string source, Exception failure) =>
        refuse([new ConfigError(source, string.Empty, 0, "could not be brought into force: " + failure.GetType().Name)]);
}
