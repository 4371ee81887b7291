using Tollgate.Configuration;
using Tollgate.Routing;

namespace Tollgate.Host.Yaml;

/// <summary>
/// Fills in what a configuration leaves to the places where the clouds' own tools look: their environment variables, and the file that holds a
/// service account's key. Only for what the file or the environment names; what comes by API may read neither.
/// </summary>
internal static class ProviderVariables
{
    /// <summary>Longest file of credentials, in bytes; a service account's has about 2,400.</summary>
    private const int MaxFileBytes = 64 * 1024;

    /// <summary>Completes the providers.</summary>
    /// <param name="providers">As they were read.</param>
    /// <param name="env">Gives an environment variable's value, null when it is not set.</param>
    /// <param name="reading">Takes what is wrong, and what must never be printed.</param>
    public static IReadOnlyList<ProviderConfig> Fill(IReadOnlyList<ProviderConfig> providers, Func<string, string?> env, Reading reading) =>
        [.. providers.Select((provider, i) => ProviderPresets.Find(provider.Kind)?.SignIn switch
        {
            SignIn.Amazon => Amazon(provider, env, reading),
            SignIn.Google => Google(provider, $"providers[{i}]", env, reading),
            _ => provider,
        })];

    private static ProviderConfig Amazon(ProviderConfig provider, Func<string, string?> env, Reading reading)
    {
        provider = provider with { Region = provider.Region ?? Value("AWS_REGION", env) ?? Value("AWS_DEFAULT_REGION", env) };
        if (CredentialRules.HasAny(provider) || provider.AccessKeyId is not null) { return provider; }
        if (Value("AWS_BEARER_TOKEN_BEDROCK", env) is { } key) { return provider with { ApiKey = Keep(key, reading) }; }
        return Value("AWS_ACCESS_KEY_ID", env) is { } id && Value("AWS_SECRET_ACCESS_KEY", env) is { } secret
            ? provider with
            {
                AccessKeyId = id,
                SecretAccessKey = Keep(secret, reading),
                SessionToken = Value("AWS_SESSION_TOKEN", env) is { } token ? Keep(token, reading) : null,
            }
            : provider;
    }

    private static ProviderConfig Google(ProviderConfig provider, string path, Func<string, string?> env, Reading reading)
    {
        var named = provider.CredentialsFile ?? (CredentialRules.HasAny(provider) ? null : Value("GOOGLE_APPLICATION_CREDENTIALS", env));
        provider = provider with { Project = provider.Project ?? Value("GOOGLE_CLOUD_PROJECT", env) };
        if (provider.SignIn == SignInSource.Metadata) { return provider with { MetadataHost = provider.MetadataHost ?? Value("GCE_METADATA_HOST", env) }; }
        if (named is null) { return provider; }
        if (provider.Credentials is not null)
        {
            reading.Findings.Error(path + ".credentials_file", "is one credential too many beside credentials");
            return provider;
        }

        try
        {
            using var file = File.OpenRead(named);
            using var text = new StreamReader(file);
            var buffer = new char[MaxFileBytes];
            var length = text.ReadBlock(buffer);
            if (length is 0 or MaxFileBytes)
            {
                reading.Findings.Error(path + ".credentials_file", "is no file of credentials: empty, or too long");
                return provider;
            }

            return provider with { Credentials = Keep(new string(buffer, 0, length), reading) };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            reading.Findings.Error(
                path + ".credentials_file", failure is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : "cannot be read: " + failure.GetType().Name);
            return provider;
        }
    }

    private static Secret Keep(string text, Reading reading)
    {
        var secret = new Secret(text);
        reading.Secrets.Add(secret);
        return secret;
    }

    private static string? Value(string name, Func<string, string?> env) => env(name)?.Trim() is { Length: > 0 } value ? value : null;
}
