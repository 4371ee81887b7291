using Tollgate.Routing;
using Tollgate.Upstreams.Vertex;

namespace Tollgate.Configuration;

/// <summary>Rules of what a provider's requests prove themselves with. No message repeats a credential.</summary>
internal static class CredentialRules
{
    /// <summary>It has some credential.</summary>
    public static bool HasAny(ProviderConfig provider) =>
        provider.SignIn == SignInSource.Metadata || (provider.ApiKey ?? provider.SecretAccessKey ?? provider.Credentials) is not null;

    public static void Check(ProviderConfig provider, ProviderPreset? preset, string path, ConfigFindings findings)
    {
        var google = preset?.SignIn == SignIn.Google;
        var amazon = preset?.SignIn == SignIn.Amazon;
        FormatRules.OnlyFor(provider.Credentials is not null, path + ".credentials", preset, google, findings);
        FormatRules.OnlyFor(provider.CredentialsFile is not null, path + ".credentials_file", preset, google, findings);
        FormatRules.OnlyFor(provider.SignIn != SignInSource.Credentials, path + ".sign_in", preset, google, findings);
        FormatRules.OnlyFor(provider.MetadataHost is not null, path + ".metadata_host", preset, google, findings);
        FormatRules.OnlyFor(provider.AccessKeyId is not null, path + ".access_key_id", preset, amazon, findings);
        FormatRules.OnlyFor(provider.SecretAccessKey is not null, path + ".secret_access_key", preset, amazon, findings);
        FormatRules.OnlyFor(provider.SessionToken is not null, path + ".session_token", preset, amazon, findings);
        if (google) { CheckGoogle(provider, path, findings); }
        else if (provider.ApiKey is { } key) { TextRules.Credential(findings, path + ".api_key", key); }
        if (amazon) { CheckAmazon(provider, path, findings); }
    }

    private static void CheckGoogle(ProviderConfig provider, string path, ConfigFindings findings)
    {
        if (provider.CredentialsFile is not null && !provider.FromFile)
        {
            findings.Error(path + ".credentials_file", "can be given in the configuration file only; give the file's text as credentials");
        }

        if (provider.SignIn == SignInSource.Metadata)
        {
            CheckMetadata(provider, path, findings);
            return;
        }

        if (provider.MetadataHost is not null) { findings.Error(path + ".metadata_host", "goes with sign_in: metadata"); }
        if (GoogleAccount.TextOf(provider) is not { } text)
        {
            if (provider.ApiKey is { } key) { TextRules.Credential(findings, path + ".api_key", key); }
            return;
        }

        var at = path + (provider.Credentials is not null ? ".credentials" : ".api_key");
        if (provider is { Credentials: not null, ApiKey: not null }) { findings.Error(path + ".api_key", "is one credential too many beside credentials"); }
        if (!GoogleAccount.TryParse(text, provider.FromFile, out _, out var problem)) { findings.Error(at, problem); }
    }

    private static void CheckMetadata(ProviderConfig provider, string path, ConfigFindings findings)
    {
        // Whoever may add a provider by API would else have the machine's own token sent to an address of his.
        if (!provider.FromFile) { findings.Error(path + ".sign_in", "can be given in the configuration file only"); }
        if ((provider.ApiKey ?? provider.Credentials) is not null || provider.CredentialsFile is not null)
        {
            findings.Error(path + ".sign_in", "is one credential too many beside api_key, credentials or credentials_file");
        }

        if (provider.MetadataHost is { } host && GoogleAccount.MetadataUri(host) is null)
        {
            findings.Error(path + ".metadata_host", "must be a host, and a port where it is not 80");
        }
    }

    private static void CheckAmazon(ProviderConfig provider, string path, ConfigFindings findings)
    {
        if (provider.ApiKey is not null && provider.SecretAccessKey is not null)
        {
            findings.Error(path + ".api_key", "is one credential too many beside secret_access_key");
        }

        if (provider.AccessKeyId is null != provider.SecretAccessKey is null)
        {
            findings.Error(path + (provider.AccessKeyId is null ? ".access_key_id" : ".secret_access_key"), "is required beside the other one");
        }

        if (provider.SessionToken is { } token)
        {
            TextRules.Credential(findings, path + ".session_token", token);
            if (provider.SecretAccessKey is null) { findings.Error(path + ".session_token", "goes with access_key_id and secret_access_key"); }
        }

        if (provider.SecretAccessKey is { } secret) { TextRules.Credential(findings, path + ".secret_access_key", secret); }
        if (provider.AccessKeyId is { } id && (id.Length > 128 || !id.All(char.IsAsciiLetterOrDigit)))
        {
            findings.Error(path + ".access_key_id", "must be at most 128 letters and digits");
        }
    }
}
