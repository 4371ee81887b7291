using System.Net;

namespace Tollgate.Configuration;

/// <summary>Rules of <c>server.urls</c>, <c>server.admin_urls</c> and <c>server.tls</c>. The files themselves are looked at when listening begins.</summary>
internal static class ListenerRules
{
    public static void Check(ServerConfig server, ConfigFindings findings)
    {
        var seen = new HashSet<IPEndPoint>();
        var secured = Listeners(findings, "server.urls", server.Urls, seen) | Listeners(findings, "server.admin_urls", server.AdminUrls, seen);
        if (server.Tls is not { } tls)
        {
            if (secured) { findings.Error("server.tls", "is required where an address begins with https://: { cert: FILE, key: FILE }"); }
            return;
        }

        if (!secured) { findings.Warn("server.tls has no effect: no address begins with https://"); }
        TextRules.Line(findings, "server.tls.cert", tls.Cert);
        TextRules.Line(findings, "server.tls.key", tls.Key);
        if (tls.ClientCa is { } authorities) { TextRules.Line(findings, "server.tls.client_ca", authorities); }
    }

    /// <summary>Whether any of them is an address for TLS.</summary>
    private static bool Listeners(ConfigFindings findings, string path, IReadOnlyList<string> urls, HashSet<IPEndPoint> seen)
    {
        var secured = false;
        for (var i = 0; i < urls.Count; i++)
        {
            if (!ListenAddress.TryParse(urls[i], out var address, out var problem)) { findings.Error($"{path}[{i}]", problem); }
            else if (!seen.Add(address.EndPoint) && address.Port != 0) { findings.Error($"{path}[{i}]", "is listed twice"); }
            secured |= address?.Tls ?? false;
        }

        return secured;
    }
}
