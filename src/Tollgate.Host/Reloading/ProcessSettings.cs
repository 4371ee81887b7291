using Tollgate.Configuration;

namespace Tollgate.Host.Reloading;

/// <summary>Tells which settings changed that only a restart applies: <c>server</c>, <c>storage</c>, <c>log</c> and <c>telemetry</c>.</summary>
internal static class ProcessSettings
{
    /// <summary>The next configuration with the process settings that are in force, so that a snapshot never mixes old and new ones.</summary>
    public static GatewayConfig Keep(GatewayConfig current, GatewayConfig next) =>
        next with { Server = current.Server, Storage = current.Storage, Log = current.Log, Telemetry = current.Telemetry };

    /// <summary>Names of the changed settings.</summary>
    public static IReadOnlyList<string> Changed(GatewayConfig current, GatewayConfig next)
    {
        var changed = new List<string>();
        var (was, now) = (current.Server, next.Server);
        Note("server.urls", was.Urls.SequenceEqual(now.Urls, StringComparer.Ordinal));
        Note("server.admin_urls", was.AdminUrls.SequenceEqual(now.AdminUrls, StringComparer.Ordinal));
        Note("server.tls", was.Tls == now.Tls);
        Note("server.cors_origins", was.CorsOrigins.SequenceEqual(now.CorsOrigins, StringComparer.Ordinal));
        Note("server.trusted_proxies", was.TrustedProxies.SequenceEqual(now.TrustedProxies, StringComparer.Ordinal));
        Note("server.grace_seconds", was.GracePeriod == now.GracePeriod);
        Note("server.drain_delay_seconds", was.DrainDelay == now.DrainDelay);
        Note("server.max_body_bytes", was.MaxBodyBytes == now.MaxBodyBytes);
        Note("server.max_stream_body_bytes", was.MaxStreamBodyBytes == now.MaxStreamBodyBytes);
        Note("server.body_memory_bytes", was.BodyMemoryBytes == now.BodyMemoryBytes);
        Note("server.max_header_bytes", was.MaxHeaderBytes == now.MaxHeaderBytes);
        Note("server.header_timeout_seconds", was.HeaderTimeout == now.HeaderTimeout);
        Note("server.body_timeout_seconds", was.BodyTimeout == now.BodyTimeout);
        Note("server.require_app_name", was.RequireAppName == now.RequireAppName);
        Note("server.engine", was.Engine == now.Engine);
        Note("server.loops", was.Loops == now.Loops);
        Note("server.reuse_port", was.ReusePort == now.ReusePort);
        Note("server.max_connections", was.MaxConnections == now.MaxConnections);
        Note("server.heartbeat_seconds", was.Heartbeat == now.Heartbeat);
        Note("storage", current.Storage == (next.Storage with { Sinks = current.Storage.Sinks }) && current.Storage.Sinks.SequenceEqual(next.Storage.Sinks));
        Note("log", current.Log == next.Log);
        Note("telemetry", current.Telemetry == next.Telemetry);
        return changed;

        void Note(string name, bool same)
        {
            if (!same) { changed.Add(name); }
        }
    }
}
