using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tollgate.Configuration;
using Tollgate.Host.Serving;

namespace Tollgate.Host.Remote;

/// <summary>How a remote configuration is fetched. It cannot stand in the configuration itself, so it comes from the environment.</summary>
internal sealed record RemoteSettings
{
    public const string TokenVariable = "TOLLGATE_CONFIG_TOKEN";
    public const string CaVariable = "TOLLGATE_CONFIG_CA";
    public const string AllowHttpVariable = "TOLLGATE_CONFIG_ALLOW_HTTP";
    public const string PollVariable = "TOLLGATE_CONFIG_POLL_SECONDS";
    public const string WaitVariable = "TOLLGATE_CONFIG_WAIT_SECONDS";
    public const string DataDirVariable = "TOLLGATE_DATA_DIR";

    private const int MaxTokenLength = 8192;

    /// <summary>Sent as a bearer token; null for none.</summary>
    public Secret? Token { get; init; }

    /// <summary>Certificate authorities that are trusted in place of the system's; null for the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Plain HTTP is permitted to other machines too. Default false.</summary>
    public bool AllowsHttp { get; init; }

    /// <summary>Time between two looks, 0.2 s to two minutes. Default 3 s, so that a change is in force within five.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a start tries while the source does not answer, up to ten minutes. Default 30 s.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Data folder where the document names none; null for the usual one.</summary>
    public string? DataDir { get; init; }

    /// <summary>Where a start looks for the last good copy.</summary>
    public string CopyFolder => DataDir ?? new StorageConfig().DataDir;

    /// <summary>Reads them.</summary>
    /// <param name="env">Gives an environment variable's value, null when it is not set.</param>
    /// <exception cref="StartException">One has a value that cannot be used.</exception>
    public static RemoteSettings Read(Func<string, string?> env)
    {
        var missing = new RemoteSettings();
        return new RemoteSettings
        {
            Token = Value(TokenVariable) is { } token ? TokenOf(token) : null,
            TrustedRoots = Value(CaVariable) is { } file ? RootsOf(file) : null,
            AllowsHttp = Value(AllowHttpVariable) switch
            {
                null or "false" or "0" => false,
                "true" or "1" => true,
                _ => throw new StartException($"tollgate: {AllowHttpVariable} must be true or false"),
            },
            Poll = Seconds(PollVariable, 0.2, 120) ?? missing.Poll,
            Wait = Seconds(WaitVariable, 0, 600) ?? missing.Wait,
            DataDir = Value(DataDirVariable),
        };

        string? Value(string name) => env(name)?.Trim() is { Length: > 0 } value ? value : null;

        TimeSpan? Seconds(string name, double least, double most) =>
            Value(name) is not { } text ? null
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds >= least && seconds <= most
                ? TimeSpan.FromSeconds(seconds)
                : throw new StartException(string.Create(CultureInfo.InvariantCulture, $"tollgate: {name} must be a number of seconds from {least} to {most}"));
    }

    private static Secret TokenOf(string text) =>
        text.Length <= MaxTokenLength && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new Secret(text)
            : throw new StartException($"tollgate: {TokenVariable} holds what a header cannot carry, or is too long");

    private static X509Certificate2Collection RootsOf(string file)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(file);
            return roots.Count > 0 ? roots : throw new StartException($"tollgate: {CaVariable}: {file} holds no certificate in PEM");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartException($"tollgate: {CaVariable}: {file} {(fault is CryptographicException ? "holds no certificate in PEM" : "cannot be read")}");
        }
    }
}
