using System.Security.Cryptography;
using System.Text;
using Tollgate.Configuration;

namespace Tollgate.Routing;

/// <summary>Builds the header lines that an upstream's requests end with. All values were checked: no line can be added through one.</summary>
internal static class HeaderLines
{
    /// <summary>Lines of a provider: credential, the kind's headers, organisation and project, configured headers.</summary>
    public static byte[] Build(ProviderConfig config, ProviderPreset preset)
    {
        var lines = new StringBuilder();
        if (config.ApiKey is { } key && !ProviderSignIn.IsAccount(config, preset)) { Add(lines, preset.CredentialHeader, preset.CredentialPrefix + key.Reveal()); }
        foreach (var (name, value) in preset.FixedHeaders)
        {
            if (!config.Headers.ContainsKey(name)) { Add(lines, name, value); }
        }

        if (config.Organization is { } organization) { Add(lines, "openai-organization", organization); }
        if (config.Project is { } project && preset.Layout != PathLayout.Vertex) { Add(lines, "openai-project", project); }
        return Finish(lines, config.Headers);
    }

    /// <summary>Lines of a raw route.</summary>
    public static byte[] Build(RawConfig config)
    {
        var lines = new StringBuilder();
        if (config.ApiKey is { } key)
        {
            var (name, prefix) = Split(config.AuthHeader);
            Add(lines, name, prefix + key.Reveal());
        }

        return Finish(lines, config.Headers);
    }

    /// <summary>Splits <c>name: scheme</c>; <c>authorization</c> alone means Bearer.</summary>
    public static (string Name, string Prefix) Split(string authHeader)
    {
        var colon = authHeader.IndexOf(':', StringComparison.Ordinal);
        var name = (colon < 0 ? authHeader : authHeader[..colon]).Trim();
        var scheme = colon < 0 ? string.Empty : authHeader[(colon + 1)..].Trim();
        if (colon < 0 && name.Equals("authorization", StringComparison.OrdinalIgnoreCase)) { scheme = "Bearer"; }
        return (name, scheme.Length > 0 ? scheme + " " : string.Empty);
    }

    /// <summary>Address plus a digest of the credential lines: what pools and breakers are keyed by.</summary>
    public static string Identity(UpstreamOrigin origin, byte[] lines) =>
        string.Concat(origin.Authority, "#", Convert.ToHexStringLower(SHA256.HashData(lines).AsSpan(0, 12)));

    private static byte[] Finish(StringBuilder lines, IReadOnlyDictionary<string, Secret> headers)
    {
        foreach (var (name, value) in headers) { Add(lines, name, value.Reveal()); }
        return Encoding.ASCII.GetBytes(lines.ToString());
    }

    private static void Add(StringBuilder lines, string name, string value) => lines.Append(name).Append(": ").Append(value).Append("\r\n");
}
