using System.Net;
using System.Security.Cryptography;
using Tollgate.Configuration;
using Tollgate.Forwarding;
using Tollgate.Host.EnvironmentStart;
using Tollgate.Host.Remote;
using Tollgate.Host.Yaml;

namespace Tollgate.Host.Serving;

/// <summary>The configuration that a start begins with, and where it came from.</summary>
/// <param name="Config">Checked.</param>
/// <param name="Path">Its file; null for a URL and for environment variables.</param>
/// <param name="Fingerprint">Of the file's content.</param>
/// <param name="Warnings">What the operator should know.</param>
/// <param name="GeneratedKey">The client key that was made for this run, to be shown once.</param>
internal sealed record ConfigSource(
    GatewayConfig Config, string? Path, ReadOnlyMemory<byte> Fingerprint, IReadOnlyList<string> Warnings, string? GeneratedKey)
{
    /// <summary>Names the file or URL where the command line does not.</summary>
    public const string Variable = "TOLLGATE_CONFIG";

    private const string DefaultFile = "tollgate.yaml";
    private const int KeyBytes = 24;

    /// <summary>What a configuration from a URL began with; null for one from elsewhere.</summary>
    public RemoteBeginning? Remote { get; init; }

    /// <summary>What kind of source it is.</summary>
    public string Kind => Remote is not null ? "remote" : Path is not null ? "file" : "environment";

    /// <summary>What people call it.</summary>
    public string Name => Remote?.Address.Name ?? Path ?? "environment variables";

    /// <summary>Reads and checks it, for a command: a URL is asked once.</summary>
    /// <exception cref="StartException">The configuration has errors; all of them are in the message.</exception>
    public static ConfigSource Find(ServeOptions options) => Find(
        options,
        location => RemoteStart.Once(location, Environment.GetEnvironmentVariable, Bare(UpstreamResolver.SystemLookup).Http, TimeProvider.System));

    /// <summary>Reads and checks it, for a gateway: a URL has some time to answer, and the last good copy stands in for it.</summary>
    /// <param name="options">What the command line says.</param>
    /// <param name="lookup">Looks host names up.</param>
    /// <param name="say">Tells a person why it takes so long.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StartException">The configuration has errors; all of them are in the message.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static ConfigSource Begin(
        ServeOptions options, Func<string, CancellationToken, Task<IPAddress[]>> lookup, Action<string> say, CancellationToken stop) => Find(
        options,
        location => RemoteStart.Begin(location, Environment.GetEnvironmentVariable, Bare(lookup).Http, TimeProvider.System, say, stop));

    /// <summary>Calls while there is no configuration: by the rules of an empty one.</summary>
    private static Outbound Bare(Func<string, CancellationToken, Task<IPAddress[]>> lookup) => new(new GatewayConfig(), lookup);

    private static ConfigSource Find(ServeOptions options, Func<string, (ConfigResult Result, RemoteBeginning Beginning)> fetch)
    {
        var named = options.ConfigPath ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } location ? location : null);
        var path = named ?? (File.Exists(DefaultFile) ? DefaultFile : null);
        RemoteBeginning? remote = null;
        ConfigResult result;
        if (path is not null && RemoteAddress.IsMeant(path))
        {
            (result, remote) = fetch(path);
            path = null;
        }
        else
        {
            result = path is null ? EnvironmentConfig.Build(Environment.GetEnvironmentVariable) : YamlConfigLoader.Load(path, Environment.GetEnvironmentVariable);
        }

        if (result.Config is not { } config)
        {
            var copy = remote is null ? null : new RemoteCopy(remote.Settings.CopyFolder, remote.Address).Path;
            throw new StartException(string.Join(Environment.NewLine, result.Errors.Select(e => e.ToString())
                .Append("tollgate: the configuration was refused" + (File.Exists(copy) ? $"; --config {copy} is its last good copy" : string.Empty))));
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

        return new ConfigSource(config, path, result.Fingerprint, result.Warnings, generated) { Remote = remote };
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
