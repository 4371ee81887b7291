using Tollgate.Configuration;
using Tollgate.Control.Http;
using Tollgate.Control.Registry;
using Tollgate.Host.Reloading;
using Tollgate.Listening;
using Tollgate.Recording;
using Tollgate.Telemetry;

namespace Tollgate.Host.Serving;

/// <summary>What happens to a changed configuration of a running gateway, wherever it came from.</summary>
internal sealed class ConfigPublisher(ConfigSources sources, GatewayParts parts, AdminAuth auth, EventLog log, TimeProvider time)
{
    /// <summary>For the watcher of a source.</summary>
    /// <param name="current">The configuration in force.</param>
    public ConfigReload Reload(GatewayConfig current) => new(current, Publish, Refuse);

    private void Publish(GatewayConfig config, IReadOnlyList<string> warnings)
    {
        var next = sources.TakeFile(config);
        auth.Key = next.Config.Auth.AdminKey is { } key ? AdminKey.OfText(key.Reveal()) : null;
        parts.Status.LastReloadError = null;
        log.Info(EventIds.ConfigPublished, "A changed configuration is in force", ("generation", next.Generation));
        foreach (var warning in warnings)
        {
            log.Warn(EventIds.ConfigWarning, warning);
        }
    }

    private void Refuse(IReadOnlyList<ConfigError> errors)
    {
        Interlocked.Increment(ref parts.ReloadFailures[0]);
        parts.Status.LastReloadError = new ReloadReading(time.GetUtcNow(), errors.Count > 0 ? errors[0].ToString() : "", errors.Count);
        log.Error(EventIds.ConfigRefused, "A changed configuration was refused; the one before stays in force", ("errors", (long)errors.Count));
        foreach (var error in errors)
        {
            log.Error(EventIds.ConfigRefused, error.ToString());
        }
    }
}
