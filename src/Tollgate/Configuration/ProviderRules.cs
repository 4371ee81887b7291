using Tollgate.Forwarding;
using Tollgate.Routing;

namespace Tollgate.Configuration;

/// <summary>Rules of <c>providers</c> and <c>raw</c>.</summary>
internal static class ProviderRules
{
    public static void Check(GatewayConfig config, ConfigFindings findings)
    {
        var egress = ServerRules.Egress(config, withListeners: true);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var defaults = 0;
        for (var i = 0; i < config.Providers.Count; i++)
        {
            var provider = config.Providers[i];
            var path = $"providers[{i}]";
            TextRules.Name(findings, path + ".name", provider.Name);
            if (!names.Add(provider.Name)) { findings.Error(path + ".name", "is the name of another provider"); }
            if (provider.Default && ++defaults > 1) { findings.Error(path + ".default", "another provider is the default already"); }
            Check(config, provider, path, findings, egress);
        }

        CheckRaw(config, findings, egress);
        if (config.Providers.All(p => !p.Enabled) && config.Raw.Count == 0) { findings.Warn("No provider is switched on: every model is answered 404."); }
    }

    private static void Check(GatewayConfig config, ProviderConfig provider, string path, ConfigFindings findings, EgressPolicy egress)
    {
        var preset = ProviderPresets.Find(provider.Kind);
        if (preset is null)
        {
            findings.Error(path + ".kind", "is not a known kind" + NearestName.Hint(provider.Kind, ProviderPresets.Names));
        }

        CheckAddress(provider, preset, path, findings, egress);
        CredentialRules.Check(provider, preset, path, findings);
        FormatRules.Check(provider, preset, path, findings);
        if (provider.Organization is { } organization) { TextRules.HeaderValue(findings, path + ".organization", organization); }
        if (provider.Project is { } project) { TextRules.HeaderValue(findings, path + ".project", project); }
        TextRules.Headers(findings, path + ".headers", provider.Headers, provider.ApiKey is null ? null : preset?.CredentialHeader);
        CheckModels(provider, path + ".models", findings);
        Advise(config, provider, preset, path, findings);
    }

    private static void CheckAddress(
        ProviderConfig provider, ProviderPreset? preset, string path, ConfigFindings findings, EgressPolicy egress)
    {
        if (preset?.IsDemo == true)
        {
            if (provider.BaseUrl is not null) { findings.Error(path + ".base_url", "the demo provider is built in and has no address"); }
            return;
        }

        if (provider.BaseUrl is { } url) { CheckUrl(url, path + ".base_url", findings, egress, provider.FromFile); }
        else if (preset is { NeedsRegion: true } && provider.Region is null) { findings.Error(path + ".region", $"is required for kind {preset.Kind}"); }
        else if (preset is not null && ProviderAddress.BaseUrl(provider, preset) is { } own) { CheckUrl(own, path + ".base_url", findings, egress, provider.FromFile); }
        else if (preset is not null) { findings.Error(path + ".base_url", $"is required for kind {preset.Kind}"); }
    }

    private static void CheckUrl(string url, string path, ConfigFindings findings, EgressPolicy egress, bool namedInFile)
    {
        if (!UpstreamOrigin.TryParse(url, string.Empty, [], egress, namedInFile, out _, out var problem)) { findings.Error(path, problem); }
    }

    private static void CheckModels(ProviderConfig provider, string path, ConfigFindings findings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < provider.Models.Count; i++)
        {
            var (name, upstream) = provider.Models[i];
            var at = upstream is null ? $"{path}[{i}]" : $"{path}.{name}";
            TextRules.Model(findings, at, name, patterns: true);
            if (!names.Add(name)) { findings.Error(at, "is listed twice"); }
            if (upstream is null) { continue; }
            TextRules.Model(findings, at, upstream, patterns: false);
            if (ModelName.IsPattern(name)) { findings.Error(at, "a pattern passes the client's name on; it cannot be given another"); }
        }
    }

    private static void Advise(GatewayConfig config, ProviderConfig provider, ProviderPreset? preset, string path, ConfigFindings findings)
    {
        if (!provider.Enabled)
        {
            if (provider.Default) { findings.Warn($"{path} is the default provider but switched off: calls that name no model are answered 404."); }
            return;
        }

        if (preset is { NeedsKey: true } && !CredentialRules.HasAny(provider) && provider.Headers.Count == 0)
        {
            findings.Warn($"{path} has no api_key: its upstream will refuse requests.");
        }

        if (preset is { NeedsKey: true } && provider.ApiKey is { Length: < Forwarding.UpstreamSecrets.LeastBytes })
        {
            findings.Warn($"{path}.api_key has fewer than {Forwarding.UpstreamSecrets.LeastBytes} characters: in an error that repeats it, it cannot be hidden from clients.");
        }

        var targeted = config.Models.Any(m => m.Targets.Any(t => t.Provider == provider.Name));
        if (provider.Models.Count == 0 && !provider.Default && !targeted)
        {
            findings.Warn($"{path} serves no model name: only requests that name the provider reach it.");
        }
    }

    private static void CheckRaw(GatewayConfig config, ConfigFindings findings, EgressPolicy egress)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < config.Raw.Count; i++)
        {
            var raw = config.Raw[i];
            var path = $"raw[{i}]";
            TextRules.Name(findings, path + ".name", raw.Name);
            if (!names.Add(raw.Name)) { findings.Error(path + ".name", "is the name of another raw route"); }
            CheckUrl(raw.BaseUrl, path + ".base_url", findings, egress, namedInFile: true);
            var (header, prefix) = HeaderLines.Split(raw.AuthHeader);
            TextRules.HeaderName(findings, path + ".auth_header", header);
            TextRules.HeaderValue(findings, path + ".auth_header", prefix.TrimEnd());
            if (raw.ApiKey is { } key) { TextRules.Credential(findings, path + ".api_key", key); }
            TextRules.Headers(findings, path + ".headers", raw.Headers, raw.ApiKey is null ? null : header);
        }
    }
}
