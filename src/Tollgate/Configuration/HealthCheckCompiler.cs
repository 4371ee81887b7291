using System.Text;
using Tollgate.Balancing;
using Tollgate.Routing;

namespace Tollgate.Configuration;

/// <summary>Decides which providers are asked whether they are well, and writes the question.</summary>
internal static class HealthCheckCompiler
{
    private const string UsualPath = "/health";

    /// <summary>Sets <see cref="Provider.HealthCheck"/> of the providers that are checked.</summary>
    public static void Compile(GatewayConfig config, IReadOnlyList<Provider> providers, IEnumerable<Route> routes)
    {
        var replaceable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var route in routes)
        {
            if (route.Candidates.Select(candidate => candidate.Provider.Identity).Distinct(StringComparer.Ordinal).Skip(1).Any())
            {
                replaceable.UnionWith(route.Candidates.Select(candidate => candidate.Provider.Name));
            }
        }

        foreach (var provider in providers)
        {
            var said = config.Providers.First(candidate => candidate.Name == provider.Name).HealthCheck;

            // Taking the only server of a model out would win nothing: a request that finds it down says the same.
            var wanted = said is null ? provider.Preset.HealthPath is not null && replaceable.Contains(provider.Name) : said.Enabled ?? true;
            if (wanted && !provider.IsDemo)
            {
                provider.HealthCheck = Of(provider, said ?? new HealthCheckConfig());
            }
        }
    }

    private static HealthCheck Of(Provider provider, HealthCheckConfig config)
    {
        byte[] target = [.. Prefix(provider), .. Encoding.ASCII.GetBytes(config.Path ?? provider.Preset.HealthPath ?? UsualPath)];
        var head = new List<byte>();
        head.AddRange("GET "u8);
        head.AddRange(target);
        head.AddRange(" HTTP/1.1\r\nHost: "u8);
        head.AddRange(provider.Origin.HostHeader);
        head.AddRange("\r\nAccept: */*\r\n"u8);
        head.AddRange(provider.CredentialLines);
        return new HealthCheck(
            target, [.. head], (int)config.Interval.TotalMilliseconds, (int)config.Timeout.TotalMilliseconds, config.HealthyAfter, config.UnhealthyAfter);
    }

    /// <summary>What stands before the kind's version in the base URL: a server behind another one's path.</summary>
    private static ReadOnlySpan<byte> Prefix(Provider provider)
    {
        ReadOnlySpan<byte> prefix = provider.Origin.PathPrefix;
        var version = Encoding.ASCII.GetBytes(provider.Preset.VersionPath.Length > 0 ? provider.Preset.VersionPath : "/v1");
        return prefix.EndsWith(version) ? prefix[..^version.Length] : prefix;
    }
}
