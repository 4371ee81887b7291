using System.Security.Cryptography;
using Tollgate.Configuration;
using Tollgate.Host.EnvironmentStart;
using Tollgate.Host.Yaml;

namespace Tollgate.Host.Serving;

/// <summary>The configuration that a start begins with, and where it came from.</summary>
/// <param name="Config">Checked.</param>
/// <param name="Path">Its file; null for environment variables.</param>
/// <param name="Fingerprint">Of the file's content.</param>
/// <param name="Warnings">What the operator should know.</param>
/// <param name="GeneratedKey">The client key that was made for this run, to be shown once.</param>
internal sealed record ConfigSource(
    GatewayConfig Config, string? Path, ReadOnlyMemory<byte> Fingerprint, IReadOnlyList<string> Warnings, string? GeneratedKey)
{
    private const string DefaultFile = "tollgate.yaml";
    private const int KeyBytes = 24;

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="StartException">The configuration has errors; all of them are in the message.</exception>
    public static ConfigSource Find(ServeOptions options)
    {
        var path = options.ConfigPath ?? (File.Exists(DefaultFile) ? DefaultFile : null);
        var result = path is null
            ? EnvironmentConfig.Build(Environment.GetEnvironmentVariable)
            : YamlConfigLoader.Load(path, Environment.GetEnvironmentVariable);
        if (result.Config is not { } config)
        {
            throw new StartException(string.Join(Environment.NewLine, result.Errors.Select(e => e.ToString()).Append("tollgate: the configuration was refused")));
        }

        if (options.Urls is { Length: > 0 } urls)
        {
            config = config with { Server = config.Server with { Urls = Addresses(urls) } };
        }

        string? generated = null;
        if (result.NeedsGeneratedKey)
        {
            generated = "sk-tg-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
            config = config with { Keys = [new KeyConfig { Name = "dev", Key = new Secret(generated) }] };
        }

        return new ConfigSource(config, path, result.Fingerprint, result.Warnings, generated);
    }

    /// <summary>The addresses of <c>--urls</c>. What is wrong with one is said without showing it, as for those of a file.</summary>
    private static string[] Addresses(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (addresses.Length == 0)
        {
            throw new StartException("tollgate: --urls needs at least one address, such as http://127.0.0.1:8080");
        }

        for (var i = 0; i < addresses.Length; i++)
        {
            if (!ListenAddress.TryParse(addresses[i], out _, out var problem))
            {
                throw new StartException($"tollgate: --urls: address {i + 1} {problem}");
            }
        }

        return addresses;
    }
}
