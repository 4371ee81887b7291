using System.Net;
using Tollgate.Forwarding;
using Tollgate.Redis;

namespace Tollgate.Configuration;

/// <summary>Rules of <c>server</c>, <c>storage</c>, <c>auth</c>, <c>egress</c> and <c>log</c>.</summary>
internal static class ServerRules
{
    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        var server = config.Server;
        if (server.Urls.Count == 0) { findings.Error("server.urls", "needs at least one address"); }
        ListenerRules.Check(server, findings);
        Each(server.CorsOrigins, "server.cors_origins", (path, origin) => CorsOrigin(findings, path, origin));
        Each(server.TrustedProxies, "server.trusted_proxies", (path, range) => TextRules.Range(findings, path, range));
        Each(config.Egress.Allow, "egress.allow", (path, range) => TextRules.Range(findings, path, range));
        if (server.MaxBodyBytes > server.BodyMemoryBytes)
        {
            findings.Error("server.max_body_bytes", "must not exceed server.body_memory_bytes: such a body could never be read");
        }

        TextRules.Line(findings, "storage.data_dir", config.Storage.DataDir);
        if (config.Log.AccessFile is { } file) { TextRules.Line(findings, "log.access", file); }
        Store(findings, "storage.control", config.Storage.Control, "sqlite", "postgres://", "postgresql://");
        Store(findings, "storage.log", config.Storage.Log, "sqlite", "none", "journal", "clickhouse://", "postgres://", "postgresql://");
        StoreRules.Check(config, findings);
        if (config.Storage.Redis is { } redis && !RedisUrl.TryParse(redis, out _, out var problem)) { findings.Error("storage.redis", problem); }
        if (config.Auth.AdminKey is { } admin) { KeyRules.ClientSecret(findings, "auth.admin_key", admin); }
        if (config.Auth.JwtSecret is { } jwt) { TextRules.Credential(findings, "auth.jwt_secret", jwt); }
        if (config.Auth.SiweDomain is { } domain) { TextRules.Line(findings, "auth.siwe_domain", domain, 253); }
        foreach (var (name, value) in config.Auth.Oidc) { TextRules.Line(findings, $"auth.oidc.{name}", value.Reveal()); }
    }

    /// <summary>Where the upstreams of this configuration may be, as far as its text tells; what is misspelled is left out.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="withListeners">Whether its own listeners are refused as upstreams.</param>
    public static EgressPolicy Egress(GatewayConfig config, bool withListeners)
    {
        var allow = new List<Cidr>();
        foreach (var text in config.Egress.Allow)
        {
            if (Cidr.TryParse(text, out var range, out _)) { allow.Add(range); }
        }

        var urls = withListeners ? config.Server.Urls.Concat(config.Server.AdminUrls) : [];
        var listeners = urls.Select(url => ListenAddress.TryParse(url, out var address, out _) ? address.EndPoint : null).OfType<IPEndPoint>();
        return new EgressPolicy(allow, listeners, []);
    }

    private static void CorsOrigin(ConfigFindings findings, string path, string origin)
    {
        if (origin == "*") { return; }
        var valid = !origin.AsSpan().ContainsAnyExceptInRange('!', '~') && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
            && !origin.EndsWith('/');
        if (!valid) { findings.Error(path, "must be an origin such as https://app.example.com, without a slash at its end, or *"); }
    }

    private static void Store(ConfigFindings findings, string path, Secret store, params string[] forms)
    {
        var text = store.Reveal();
        var valid = Array.Exists(forms, form => form.EndsWith('/') ? text.Length > form.Length && text.StartsWith(form, StringComparison.Ordinal) : text == form);
        if (!valid) { findings.Error(path, "must be " + string.Join(" or ", forms.Select(f => f.EndsWith('/') ? f + "…" : f))); }
        else { TextRules.Line(findings, path, text); }
    }

    private static void Each(IReadOnlyList<string> values, string path, Action<string, string> check)
    {
        for (var i = 0; i < values.Count; i++) { check($"{path}[{i}]", values[i]); }
    }
}
